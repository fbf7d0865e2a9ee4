using SamHost.Runs.Results;

namespace SamHost.Reporting.Suspects;

/// <summary>Evidence that an example's label is wrong, from what its run recorded: the higher, the more suspicious.</summary>
/// <param name="Name">What tables and files call it.</param>
/// <param name="Description">What it is, in a sentence.</param>
/// <param name="IsMean">Whether it is the mean over epochs; otherwise it is that of the last one.</param>
/// <param name="Evidence">The evidence of one epoch, an element an example; null where the epoch has none.</param>
public sealed record SuspectScore(string Name, string Description, bool IsMean, Func<ExampleEpoch, double[]?> Evidence)
{
    /// <summary>The score that ranks unless another one is asked for.</summary>
    public static SuspectScore Default { get; } = new(
        "mean-loss", "The mean loss over the early epochs: what a network learns late, or never, is often wrong (Arpit et al. 2017).", true,
        epoch => epoch.Loss);

    /// <summary>All of them, the default first.</summary>
    public static IReadOnlyList<SuspectScore> All { get; } =
    [
        Default,
        new("area-under-margin", "The mean margin over the early epochs, turned around: the area under the margin of Pleiss et al. 2020.",
            true, epoch => Negative(epoch.Margin)),
        new("last-loss", "The loss at the last recorded epoch: small loss, as in Han et al. 2018, but without stopping early.", false,
            epoch => epoch.Loss),
        new("logit-weight", "SAM's logit weight over the early epochs, turned around: SAM weighs down what has a high loss.", true,
            epoch => Negative(Telling(epoch.LogitWeight))),
        new("sam-weight", "SAM's total weight over the early epochs that recorded it, turned around.", true,
            epoch => Negative(Telling(epoch.Weight))),
    ];

    // Without a perturbation every weight is 1, which ranks nothing.
    private static double[]? Telling(double[]? weights) => weights is not null && weights.Any(weight => weight != 1) ? weights : null;

    private static double[]? Negative(double[]? values) => values is null ? null : [.. values.Select(value => -value)];
}
