namespace SamHost.Contracts.Suspects;

/// <summary>
/// A suspect score component: evidence that a training example's label is wrong, from what a run recorded of it. <c>samhost suspects</c>
/// ranks by it, and measures where the truth is known how well it ranks. One instance serves one run.
/// </summary>
public interface ISuspectScore
{
    /// <summary>
    /// Whether the ranking takes the score as it is after the early epochs (<c>samhost suspects --epochs</c>), before a network memorises
    /// wrong labels; otherwise as it is after the last one.
    /// </summary>
    bool IsEarly => true;

    /// <summary>
    /// Whether a low score is the suspicious one, as of the area under the margin: a statistic keeps the sign that it was published with.
    /// </summary>
    bool LowIsSuspicious => false;

    /// <summary>Takes in the next recorded epoch.</summary>
    /// <param name="epoch">The epoch; its arrays are shared, and not to be changed.</param>
    /// <returns>
    /// The scores from the epochs so far, in the order of <see cref="RecordedEpoch.Indices"/>: the higher, the more suspicious, unless
    /// <see cref="LowIsSuspicious"/>; NaN counts as most suspicious. Null where the run has not recorded what the score needs.
    /// </returns>
    double[]? Add(RecordedEpoch epoch);
}
