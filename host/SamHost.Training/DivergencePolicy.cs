namespace SamHost.Training;

/// <summary>What becomes of a run whose loss or gradient is not finite (setting <c>Study:OnDivergence</c>).</summary>
public enum DivergencePolicy
{
    /// <summary>The run fails, with a checkpoint of before the step.</summary>
    Stop,

    /// <summary>The step is skipped: the weights stay, and the run continues with the next batch.</summary>
    Skip,

    /// <summary>
    /// The weights and the base rule's state go back to those of the end of the last epoch, and the run continues with the next batch.
    /// </summary>
    Restore,
}
