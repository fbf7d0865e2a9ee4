using SamHost.Plugins.Components;

namespace SamHost.Studies;

/// <summary>A study, or one point of its sweep, that is ready to run: every name resolved, every option bound and validated.</summary>
public sealed record StudyPlan(
    RootOptions Settings,
    BoundComponent Dataset,
    BoundComponent Noise,
    BoundComponent Model,
    IReadOnlyList<OptimizerPlan> Optimizers,
    IReadOnlyList<BoundComponent> Observers)
{
    public StudyOptions Study => Settings.Study;

    /// <summary>Whether the study records the examples of an epoch.</summary>
    /// <remarks>By default the early epochs too, in which wrong labels show most: see <c>samhost suspects</c>.</remarks>
    public bool RecordsExamplesAt(int epoch) => Study.RecordExamplesAt?.Contains(epoch) ?? (epoch <= 10 || IsFifthOrLast(epoch));

    /// <summary>Whether an epoch's steps compute the total weight of every example.</summary>
    public bool RecordsWeightsAt(int epoch) => (Study.RecordWeightsAt ?? Study.RecordExamplesAt)?.Contains(epoch) ?? IsFifthOrLast(epoch);

    private bool IsFifthOrLast(int epoch) => epoch % 5 == 0 || epoch == Study.Epochs;
}
