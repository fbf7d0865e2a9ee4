using SamHost.Runs.Results;

namespace SamHost.Live.Following;

/// <summary>How the weights of a kind of examples are spread, of those that are finite.</summary>
/// <param name="Low">The 5th percentile.</param>
/// <param name="Median">The median.</param>
/// <param name="High">The 95th percentile.</param>
internal sealed record Band(double Low, double Median, double High)
{
    /// <summary>The band of some values; null of none.</summary>
    public static Band? Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Where(double.IsFinite).Order()];
        return sorted.Length == 0 ? null : new Band(Quantile.Of(sorted, 0.05), Quantile.Of(sorted, 0.5), Quantile.Of(sorted, 0.95));
    }
}

/// <summary>The bands of one weight, by label.</summary>
/// <param name="Clean">Of the examples whose label is right; null where there is none.</param>
/// <param name="Mislabelled">Of the others.</param>
/// <param name="All">Of all examples, where nobody knows which labels are right; null elsewhere.</param>
internal sealed record BandsByLabel(Band? Clean, Band? Mislabelled, Band? All)
{
    /// <summary>The bands of a column of an epoch.</summary>
    public static BandsByLabel Of(ExampleEpoch epoch, double[] weights) => epoch.IsFlipped is { } flipped
        ? new(
            Band.Of(weights.Where((_, place) => !flipped[place])), Band.Of(weights.Where((_, place) => flipped[place])), null)
        : new(null, null, Band.Of(weights));
}

/// <summary>What the figures over recorded epochs show of one of them.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Total">The bands of the total weight; null in an epoch that did not record it.</param>
/// <param name="Logit">Those of the logit weight.</param>
/// <param name="CleanShare">See <see cref="ExampleEpoch.CleanShare"/>.</param>
/// <param name="CleanCount">How many examples' labels are right; null where that is unknown.</param>
/// <param name="Count">How many examples were recorded.</param>
internal sealed record WeightDigest(int Epoch, BandsByLabel? Total, BandsByLabel Logit, double? CleanShare, int? CleanCount, int Count)
{
    public static WeightDigest Of(ExampleEpoch epoch) => new(
        epoch.Epoch, epoch.Weight is { } weights ? BandsByLabel.Of(epoch, weights) : null, BandsByLabel.Of(epoch, epoch.LogitWeight),
        epoch.CleanShare, epoch.IsFlipped?.Count(flipped => !flipped), epoch.Count);
}
