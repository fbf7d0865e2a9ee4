using SamHost.Runs.Results;

namespace SamHost.Runs.Tests.Results;

/// <summary>Statistics over seeds, against tables of Student's t.</summary>
public class PairedDifferenceTests
{
    [Theory]
    // The 97.5 % quantiles of t with 1, 2, 4 and 11 degrees of freedom, as any table prints them.
    [InlineData(2, 12.7062)]
    [InlineData(3, 4.3027)]
    [InlineData(5, 2.7764)]
    [InlineData(12, 2.2010)]
    public void The_interval_is_that_of_students_t(int count, double quantile)
    {
        double[] differences = [.. Enumerable.Range(0, count).Select(i => 0.01 * i * i)];
        var mean = differences.Sum() / count;
        var deviation = Math.Sqrt(differences.Sum(value => Math.Pow(value - mean, 2)) / (count - 1));

        var paired = PairedDifference.Of(differences)!.Value;

        Assert.Equal(mean, paired.Mean, 1e-12);
        Assert.Equal(quantile * deviation / Math.Sqrt(count), paired.Margin!.Value, 1e-4 * deviation);
        Assert.Equal(count, paired.Pairs);
    }

    [Fact]
    public void A_single_pair_has_no_interval_and_none_no_difference()
    {
        Assert.Equal((0.25, null), (PairedDifference.Of([0.25])!.Value.Mean, PairedDifference.Of([0.25])!.Value.Margin));
        Assert.Null(PairedDifference.Of([]));
    }
}
