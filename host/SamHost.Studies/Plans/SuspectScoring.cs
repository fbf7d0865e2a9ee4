using SamHost.Configuration;
using SamHost.Plugins;
using SamHost.Plugins.Components;
using SamHost.Plugins.Loading;

namespace SamHost.Studies.Plans;

/// <summary>The suspect scores of the settings.</summary>
/// <param name="settings">The settings.</param>
/// <param name="plugins">The plugins.</param>
public sealed class SuspectScoring(Settings settings, InstalledPlugins plugins)
{
    /// <summary>The scores, in the order of the settings or of the plugins, and the one that ranks.</summary>
    /// <param name="name">The one that ranks; null for that of the settings.</param>
    /// <exception cref="UserErrorException">Anything in the settings is wrong, or there is no such score.</exception>
    public (IReadOnlyList<BoundComponent> All, BoundComponent Ranking) Scores(string? name)
    {
        var place = name is null ? "Suspects" : "--score";
        var options = settings.Section<SuspectsOptions>();
        var problems = new SettingsProblems();
        var catalog = plugins.Load();
        var components = new ComponentBinder(catalog, settings.Tree, problems);
        var bound = options.Scores is { } chosen
            ? components.BindAll(ComponentKind.SuspectScore, chosen, "Suspects:Scores")
            : catalog.Names(ComponentKind.SuspectScore).Select(score => WithDefaults(catalog, score));
        BoundComponent[] scores = [.. bound.OfType<BoundComponent>()];
        foreach (var same in scores.GroupBy(score => score.Descriptor.Name).Where(same => same.Count() > 1))
            problems.Add(same.Last().Path, same.Last().Origin, $"the score '{same.Key}' is there twice; give each score once.");
        var ranks = name ?? options.Score;
        var ranking = scores.FirstOrDefault(score => score.Descriptor.Name.Equals(ranks, StringComparison.OrdinalIgnoreCase));
        if (ranking is null && problems.Count == 0)
        {
            // Says which plugin would bring it, or which names are near.
            if (catalog.Find(ComponentKind.SuspectScore, ranks) is null)
                components.Bind(ComponentKind.SuspectScore, new ComponentOptions { Name = ranks }, place);
            else
                problems.Add(place, "", options.Scores is null
                    ? $"the score '{ranks}' has options without a default; give Suspects:Scores, and it there with its options."
                    : $"the score '{ranks}' is not among Suspects:Scores; add it there, or rank by one of these.");
        }

        if (problems.Count > 0)
            throw new UserErrorException(
                problems.Lines, components.NeedsRefusedPlugin ? ExitCode.PluginRefused : ExitCode.Configuration);
        return (scores, ranking!);
    }

    /// <summary>The score of a plugin with the defaults of its options; null where an option has none and must be given.</summary>
    private BoundComponent? WithDefaults(PluginCatalog catalog, string name)
    {
        var problems = new SettingsProblems();
        var score = new ComponentBinder(catalog, settings.Tree, problems)
            .Bind(ComponentKind.SuspectScore, new ComponentOptions { Name = name }, "Suspects:Scores");
        return problems.Count == 0 ? score : null;
    }
}
