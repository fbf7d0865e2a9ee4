using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Plugins.Components;

namespace SamHost.Studies.Plans;

/// <summary>A run that a study is to make.</summary>
/// <param name="Plan">The study, or the point of its sweep.</param>
/// <param name="Optimizer">One of its optimizers.</param>
/// <param name="Seed">One of its root seeds.</param>
public sealed record PlannedRun(StudyPlan Plan, OptimizerPlan Optimizer, long Seed)
{
    /// <summary>The resolved configuration.</summary>
    public RunConfiguration Configuration { get; } = new(Plan, Optimizer, Seed);

    public string Id => Configuration.Id;

    public string Label => Optimizer.Label;

    /// <summary>Its components.</summary>
    public IReadOnlyList<BoundComponent> Components =>
        [Plan.Dataset, Plan.Noise, Plan.Model, .. Optimizer.Components, .. Plan.Metrics, .. Plan.Observers];

    /// <summary>What its data follow from: runs that have it in common have the same data, byte for byte.</summary>
    public string DataKey { get; } = new JsonObject
    {
        ["seed"] = Seed,
        ["dataset"] = Plan.Dataset.ToJson(),
        ["noise"] = Plan.Noise.ToJson(),
        ["fold"] = Plan.Study.Fold is null ? null : OptionsText.ToJson(Plan.Study.Fold),
        ["validation"] = Plan.Study.EarlyStopping?.ValidationFraction,
    }.ToJsonString();
}
