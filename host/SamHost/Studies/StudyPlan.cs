using SamHost.Configuration;

namespace SamHost.Studies;

/// <summary>A study that is ready to run: every name resolved, every option bound and validated.</summary>
public sealed record StudyPlan(
    RootOptions Settings,
    BoundComponent Dataset,
    BoundComponent Noise,
    BoundComponent Model,
    IReadOnlyList<OptimizerPlan> Optimizers,
    IReadOnlyList<BoundComponent> Observers)
{
    public StudyOptions Study => Settings.Study;

    /// <summary>The number of runs.</summary>
    public int RunCount => Optimizers.Count * Study.Seeds.Length;

    /// <summary>Whether the study records the examples of an epoch.</summary>
    public bool RecordsExamplesAt(int epoch) => Study.RecordExamplesAt is { } epochs ? epochs.Contains(epoch) : epoch % 5 == 0;
}
