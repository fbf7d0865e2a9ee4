using SamHost.Configuration;
using SamHost.Plugins;
using SamHost.Plugins.Components;

namespace SamHost.Studies.Plans;

/// <summary>The suspect scores of the settings.</summary>
/// <param name="settings">The settings.</param>
/// <param name="plugins">The plugins.</param>
public sealed class SuspectScoring(Settings settings, InstalledPlugins plugins)
{
    /// <summary>The scores, in the order of the settings or of the plugins, and the one that ranks.</summary>
    /// <param name="name">The one that ranks; null for that of the settings.</param>
    /// <param name="place">Where the name was given, for a message.</param>
    /// <exception cref="UserErrorException">Anything in the settings is wrong, or there is no such score.</exception>
    public (IReadOnlyList<BoundComponent> All, BoundComponent Ranking) Scores(string? name, string place)
    {
        var problems = settings.Check();
        var catalog = plugins.Load(settings, problems);
        problems.ThrowIfAny();
        var options = settings.Bound<SuspectsOptions>();
        var components = new ComponentBinder(catalog, settings.Tree, problems);
        var chosen = options.Scores
            ?? [.. catalog.Names(ComponentKind.SuspectScore).Select(score => new ComponentOptions { Name = score })];
        BoundComponent[] scores =
            [.. components.BindAll(ComponentKind.SuspectScore, chosen, "Suspects:Scores").OfType<BoundComponent>()];
        foreach (var same in scores.GroupBy(score => score.Descriptor.Name).Where(same => same.Count() > 1))
            problems.Add(same.Last().Path, same.Last().Origin, $"the score '{same.Key}' is there twice; give each score once.");
        problems.ThrowIfAny();
        var ranks = name ?? options.Score;
        return scores.FirstOrDefault(score => score.Descriptor.Name == ranks) is { } first
            ? (scores, first)
            : throw new UserErrorException(
                $"{(name is null ? "Suspects:Score" : place)}: there is no score '{ranks}'; "
                    + $"{NearestName.Advice(ranks, [.. scores.Select(score => score.Descriptor.Name)], "scores")}");
    }
}
