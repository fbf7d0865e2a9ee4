using SamHost.Configuration;
using SamHost.Gradients;
using SamHost.Plugins.Components;
using SamHost.Plugins.Loading;
using SamHost.Torch;

namespace SamHost.Studies.Plans;

/// <summary>Turns settings into a plan, finding every problem on the way.</summary>
/// <param name="catalog">The plugins.</param>
/// <param name="settings">The merged settings, for the places of problems.</param>
/// <param name="problems">Where problems are reported.</param>
internal sealed class StudyPlanner(PluginCatalog catalog, SettingsNode settings, SettingsProblems problems)
{
    private bool _needsRefusedPlugin;

    /// <summary>Makes the plan.</summary>
    /// <param name="study">The section <c>Study</c>, bound.</param>
    /// <param name="gradients">The section <c>Gradients</c>, bound.</param>
    /// <param name="torch">The section <c>Torch</c>, bound.</param>
    /// <exception cref="UserErrorException">
    /// Something is wrong; with exit code 3 where a component is missing because its plugin was refused.
    /// </exception>
    public StudyPlan Plan(StudyOptions study, GradientsOptions gradients, TorchOptions torch)
    {
        var dataset = Bind(ComponentKind.Dataset, study.Dataset, "Study:Dataset");
        var noise = Bind(ComponentKind.Noise, study.Noise, "Study:Noise");
        var model = Bind(ComponentKind.Model, study.Model, "Study:Model");
        var optimizers = PlanOptimizers(study);
        var observers = study.Observers.Select((observer, index) => Bind(ComponentKind.Observer, observer, $"Study:Observers:{index}"))
            .ToList();
        RequireDistinct(study);
        if (problems.Count > 0)
            throw new UserErrorException(problems.Lines, _needsRefusedPlugin ? ExitCode.PluginRefused : ExitCode.Configuration);
        return new StudyPlan(
            study, gradients, torch, dataset!, noise!, model!, [.. optimizers.Select(optimizer => optimizer!)],
            [.. observers.Select(observer => observer!)]);
    }

    private List<OptimizerPlan?> PlanOptimizers(StudyOptions study)
    {
        var loss = Bind(ComponentKind.Loss, study.Loss, "Study:Loss");
        var baseRule = Bind(ComponentKind.BaseRule, study.BaseRule, "Study:BaseRule");
        var schedule = Bind(ComponentKind.Schedule, study.Schedule, "Study:Schedule");
        return [.. study.Optimizers.Select((options, index) => Plan(options, $"Study:Optimizers:{index}"))];

        OptimizerPlan? Plan(OptimizerOptions options, string path)
        {
            var optimizer = Bind(ComponentKind.Optimizer, options, path);
            var ownLoss = BindOwn(ComponentKind.Loss, options.Loss, loss, $"{path}:Loss");
            var ownBaseRule = BindOwn(ComponentKind.BaseRule, options.BaseRule, baseRule, $"{path}:BaseRule");
            var ownSchedule = BindOwn(ComponentKind.Schedule, options.Schedule, schedule, $"{path}:Schedule");
            return optimizer is null || ownLoss is null || ownBaseRule is null || ownSchedule is null
                ? null
                : new OptimizerPlan(options.Label ?? optimizer.Descriptor.Name, optimizer, ownLoss, ownBaseRule, ownSchedule);
        }
    }

    private BoundComponent? BindOwn(ComponentKind kind, ComponentOptions? own, BoundComponent? studys, string path) =>
        own is null ? studys : Bind(kind, own, path);

    private BoundComponent? Bind(ComponentKind kind, ComponentOptions? component, string path)
    {
        // A missing or empty name was reported when the section was bound.
        if (string.IsNullOrEmpty(component?.Name)) return null;
        var origin = OriginOf($"{path}:Name");
        if (catalog.Find(kind, component.Name) is { } descriptor)
            return new BoundComponent(descriptor, BindOptions(descriptor.OptionsType, component, path, origin), path, origin);

        // That the folder of plugins is not there was reported; that they are missing follows from it.
        if (catalog.Problems.Count > 0 && catalog.Names(kind).Count == 0) return null;
        var suspects = catalog.PossibleProviders(component.Name.ToLowerInvariant());
        _needsRefusedPlugin |= suspects.Count > 0;
        var plural = kind.Plural();
        problems.Add($"{path}:Name", origin, suspects.Count == 0
            ? $"there is no {plural[..^1]} '{component.Name}'; {NearestName.Advice(component.Name, catalog.Names(kind), plural)}"
            : $"the {plural[..^1]} '{component.Name}' comes from a plugin that is not active: "
                + $"{string.Join(" ", suspects.Select(plugin => $"{plugin.Plugin.Name} ({plugin.Status}): {plugin.Reason}"))}");
        return null;
    }

    // Where no options are given, those that are missing are missing where the component was named.
    private object BindOptions(Type optionsType, ComponentOptions component, string path, string origin) =>
        OptionsBinder.Bind(optionsType, component.Options ?? SettingsNode.Object([], origin), $"{path}:Options", problems);

    private void RequireDistinct(StudyOptions study)
    {
        foreach (var (index, seed) in study.Seeds.Index().Where(seed => study.Seeds.AsSpan(0, seed.Index).Contains(seed.Item)))
            problems.Add($"Study:Seeds:{index}", OriginOf($"Study:Seeds:{index}"), $"the seed {seed} is there twice; give each seed once.");
        RequireEpochs(study.RecordExamplesAt, "Study:RecordExamplesAt", study.Epochs);
        RequireEpochs(study.RecordWeightsAt, "Study:RecordWeightsAt", study.Epochs);
        var labels = study.Optimizers.Select(optimizer => optimizer.Label ?? optimizer.Name).ToList();
        foreach (var (index, label) in labels.Index()
            .Where(label => label.Item.Length > 0 && labels[..label.Index].Contains(label.Item, StringComparer.OrdinalIgnoreCase)))
            problems.Add(
                $"Study:Optimizers:{index}", OriginOf($"Study:Optimizers:{index}:Name"),
                $"two optimizers are called '{label}'; give one of them another Label.");
    }

    private void RequireEpochs(int[]? epochs, string path, int count)
    {
        foreach (var (index, epoch) in (epochs ?? []).Index().Where(epoch => epoch.Item < 1 || epoch.Item > count))
            problems.Add($"{path}:{index}", OriginOf($"{path}:{index}"), $"there is no epoch {epoch}; epochs go from 1 to {count}.");
    }

    /// <summary>Where the setting was given, or the nearest one around it.</summary>
    private string OriginOf(string path)
    {
        var node = settings;
        foreach (var key in path.Split(':'))
        {
            var inner = node[key] ?? (int.TryParse(key, out var index) ? node.Elements.ElementAtOrDefault(index) : null);
            if (inner is null) break;
            node = inner;
        }

        return node.Origin;
    }
}
