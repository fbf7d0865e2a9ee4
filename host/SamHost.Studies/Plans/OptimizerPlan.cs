using System.Text.Json.Nodes;
using SamHost.Contracts.Optimization;
using SamHost.Plugins.Components;

namespace SamHost.Studies.Plans;

/// <summary>An optimizer of a study with everything around it.</summary>
/// <param name="Label">What tables and files call it.</param>
/// <param name="Optimizer">The gradient rule.</param>
/// <param name="Loss">The loss that it lowers.</param>
/// <param name="Augmentations">What changes its batches, in the order of the chain.</param>
/// <param name="BaseRule">The rule that applies its direction.</param>
/// <param name="Schedule">The learning-rate schedule.</param>
public sealed record OptimizerPlan(
    string Label, BoundComponent Optimizer, BoundComponent Loss, IReadOnlyList<BoundComponent> Augmentations, BoundComponent BaseRule,
    BoundComponent Schedule)
{
    /// <summary>The name of the gradient rule.</summary>
    public string RuleName => Optimizer.Descriptor.Name;

    /// <summary>The values of the sweep that the optimizer runs with, by their paths; none without a sweep.</summary>
    public JsonObject Point { get; init; } = [];

    /// <summary>The perturbation radius; null where its options state none.</summary>
    public double? PerturbationRadius => (Optimizer.Options as IPerturbation)?.Rho;

    /// <summary>All its components.</summary>
    public IReadOnlyList<BoundComponent> Components => [Optimizer, Loss, .. Augmentations, BaseRule, Schedule];

    /// <summary>The optimizer's part of a run's configuration.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject { ["Label"] = Label, ["Optimizer"] = Optimizer.ToJson(), ["BaseRule"] = BaseRule.ToJson(),
            ["Schedule"] = Schedule.ToJson() };
        // Left out where it is the default, so that a run has the id that it had before there was a choice.
        if (Loss.Descriptor.Name != StudyOptions.DefaultLoss) json["Loss"] = Loss.ToJson();
        if (Augmentations.Count > 0)
            json["Augmentations"] = new JsonArray([.. Augmentations.Select(augmentation => augmentation.ToJson())]);
        return json;
    }
}
