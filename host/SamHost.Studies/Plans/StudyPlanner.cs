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
    private readonly ComponentBinder _components = new(catalog, settings, problems);

    /// <summary>Makes the plan.</summary>
    /// <param name="study">The section <c>Study</c>, bound.</param>
    /// <param name="gradients">The section <c>Gradients</c>, bound.</param>
    /// <param name="torch">The section <c>Torch</c>, bound.</param>
    /// <exception cref="UserErrorException">
    /// Something is wrong; with exit code 3 where a component is missing because its plugin was refused.
    /// </exception>
    public StudyPlan Plan(StudyOptions study, GradientsOptions gradients, TorchOptions torch)
    {
        var dataset = _components.Bind(ComponentKind.Dataset, study.Dataset, "Study:Dataset");
        var noise = _components.Bind(ComponentKind.Noise, study.Noise, "Study:Noise");
        var model = _components.Bind(ComponentKind.Model, study.Model, "Study:Model");
        var optimizers = PlanOptimizers(study);
        var metrics = _components.BindAll(ComponentKind.Metric, study.Metrics, "Study:Metrics");
        var observers = _components.BindAll(ComponentKind.Observer, study.Observers, "Study:Observers");
        RequireDistinct(study);
        if (problems.Count > 0)
            throw new UserErrorException(problems.Lines, _components.NeedsRefusedPlugin ? ExitCode.PluginRefused : ExitCode.Configuration);
        return new StudyPlan(
            study, gradients, torch, dataset!, noise!, model!, [.. optimizers.Select(optimizer => optimizer!)],
            [.. metrics.Select(metric => metric!)], [.. observers.Select(observer => observer!)])
        {
            GradientRules =
            [
                .. catalog.Names(ComponentKind.GradientRule).Select(name => catalog.Find(ComponentKind.GradientRule, name)!)
                    .Select(rule => new BoundComponent(rule, Activator.CreateInstance(rule.OptionsType)!, "Plugins", "")),
            ],
        };
    }

    private List<OptimizerPlan?> PlanOptimizers(StudyOptions study)
    {
        var loss = _components.Bind(ComponentKind.Loss, study.Loss, "Study:Loss");
        var augmentations = _components.BindAll(ComponentKind.Augmentation, study.Augmentations, "Study:Augmentations");
        var baseRule = _components.Bind(ComponentKind.BaseRule, study.BaseRule, "Study:BaseRule");
        var schedule = _components.Bind(ComponentKind.Schedule, study.Schedule, "Study:Schedule");
        return [.. study.Optimizers.Select((options, index) => Plan(options, $"Study:Optimizers:{index}"))];

        OptimizerPlan? Plan(OptimizerOptions options, string path)
        {
            var optimizer = _components.Bind(ComponentKind.Optimizer, options, path);
            var ownLoss = _components.BindOwn(ComponentKind.Loss, options.Loss, loss, $"{path}:Loss");
            var ownAugmentations = options.Augmentations is null
                ? augmentations
                : _components.BindAll(ComponentKind.Augmentation, options.Augmentations, $"{path}:Augmentations");
            var ownBaseRule = _components.BindOwn(ComponentKind.BaseRule, options.BaseRule, baseRule, $"{path}:BaseRule");
            var ownSchedule = _components.BindOwn(ComponentKind.Schedule, options.Schedule, schedule, $"{path}:Schedule");
            return optimizer is null || ownLoss is null || ownBaseRule is null || ownSchedule is null || ownAugmentations.Contains(null)
                ? null
                : new OptimizerPlan(
                    options.Label ?? optimizer.Descriptor.Name, optimizer, ownLoss, [.. ownAugmentations.Select(own => own!)], ownBaseRule,
                    ownSchedule);
        }
    }

    private void RequireDistinct(StudyOptions study)
    {
        foreach (var (index, seed) in study.Seeds.Index().Where(seed => study.Seeds.AsSpan(0, seed.Index).Contains(seed.Item)))
            problems.Add(
                $"Study:Seeds:{index}", _components.OriginOf($"Study:Seeds:{index}"),
                $"the seed {seed} is there twice; give each seed once.");
        RequireEpochs(study.RecordExamplesAt, "Study:RecordExamplesAt", study.Epochs);
        RequireEpochs(study.RecordWeightsAt, "Study:RecordWeightsAt", study.Epochs);
        var labels = study.Optimizers.Select(optimizer => optimizer.Label ?? optimizer.Name).ToList();
        foreach (var (index, label) in labels.Index()
            .Where(label => label.Item.Length > 0 && labels[..label.Index].Contains(label.Item, StringComparer.OrdinalIgnoreCase)))
            problems.Add(
                $"Study:Optimizers:{index}", _components.OriginOf($"Study:Optimizers:{index}:Name"),
                $"two optimizers are called '{label}'; give one of them another Label.");
    }

    private void RequireEpochs(int[]? epochs, string path, int count)
    {
        foreach (var (index, epoch) in (epochs ?? []).Index().Where(epoch => epoch.Item < 1 || epoch.Item > count))
            problems.Add(
                $"{path}:{index}", _components.OriginOf($"{path}:{index}"), $"there is no epoch {epoch}; epochs go from 1 to {count}.");
    }
}
