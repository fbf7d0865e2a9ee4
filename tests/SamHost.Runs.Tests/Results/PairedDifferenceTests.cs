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
    public void Differences_that_agree_are_no_more_certain_than_their_resolution()
    {
        var paired = PairedDifference.Of([0.01, 0.01], 0.005)!.Value;

        Assert.Equal(12.7062 * 0.005 / Math.Sqrt(6) / Math.Sqrt(2), paired.Margin!.Value, 1e-6);
        Assert.Equal(PairedDifference.Of([0.1, 0.2])!.Value, PairedDifference.Of([0.1, 0.2], 0.005)!.Value);
    }

    [Fact]
    // The quantiles of t with 4 degrees of freedom at 97.5 % and 99.5 %, as tables print them.
    public void The_interval_of_several_comparisons_is_wider()
    {
        var paired = PairedDifference.Of([0.1, 0.2, 0.3, 0.4, 0.6])!.Value;

        Assert.Equal(paired.Margin!.Value, paired.MarginOf(1)!.Value, 1e-15);
        Assert.Equal(paired.Margin!.Value * 4.6041 / 2.7764, paired.MarginOf(5)!.Value, 1e-5);
        Assert.Null(PairedDifference.Of([0.1])!.Value.MarginOf(2));
    }

    [Fact]
    public void A_single_pair_has_no_interval_and_none_no_difference()
    {
        Assert.Equal((0.25, null), (PairedDifference.Of([0.25])!.Value.Mean, PairedDifference.Of([0.25])!.Value.Margin));
        Assert.Null(PairedDifference.Of([]));
    }
}
