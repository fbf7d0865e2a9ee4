using SamHost.Gradients;
using SamHost.Plugins.Components;
using SamHost.Torch;

namespace SamHost.Studies.Plans;

/// <summary>A study, or one point of its sweep, that is ready to run: every name resolved, every option bound and validated.</summary>
/// <param name="Study">The section <c>Study</c>, with the values of the point.</param>
/// <param name="Gradients">The section <c>Gradients</c>, with the values of the point.</param>
/// <param name="Torch">The device and the number of threads of each run.</param>
/// <param name="Dataset">The data set.</param>
/// <param name="Noise">The noise model.</param>
/// <param name="Model">The model.</param>
/// <param name="Optimizers">The optimizers, each with its base rule and schedule.</param>
/// <param name="Metrics">What is measured at each evaluation.</param>
/// <param name="Observers">The study's own observers.</param>
public sealed record StudyPlan(
    StudyOptions Study,
    GradientsOptions Gradients,
    TorchOptions Torch,
    BoundComponent Dataset,
    BoundComponent Noise,
    BoundComponent Model,
    IReadOnlyList<OptimizerPlan> Optimizers,
    IReadOnlyList<BoundComponent> Metrics,
    IReadOnlyList<BoundComponent> Observers)
{
    /// <summary>The gradient rules of all plugins: which layers they are for, they know themselves.</summary>
    public IReadOnlyList<BoundComponent> GradientRules { get; init; } = [];

    /// <summary>Whether the study records the examples of an epoch.</summary>
    /// <remarks>By default the early epochs too, in which wrong labels show most: see <c>samhost suspects</c>.</remarks>
    public bool RecordsExamplesAt(int epoch) => Study.RecordExamplesAt?.Contains(epoch) ?? (epoch <= 10 || IsFifthOrLast(epoch));

    /// <summary>Whether an epoch's steps compute the total weight of every example.</summary>
    public bool RecordsWeightsAt(int epoch) => (Study.RecordWeightsAt ?? Study.RecordExamplesAt)?.Contains(epoch) ?? IsFifthOrLast(epoch);

    private bool IsFifthOrLast(int epoch) => epoch % 5 == 0 || epoch == Study.Epochs;
}
