using SamHost.Configuration;

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
    public bool RecordsExamplesAt(int epoch) => Study.RecordExamplesAt is { } epochs ? epochs.Contains(epoch) : epoch % 5 == 0;
}
