using SamHost.Configuration;

namespace SamHost.Slurm.Tests;

/// <summary>A study that is larger than the cluster's largest array is several, which share what may run at a time.</summary>
public sealed class ArrayPartTests
{
    [Fact]
    public void One_array_holds_what_it_can() =>
        Assert.Equal([new ArrayPart(0, 20, 7)], ArrayPart.Divide(20, largest: 20, atOnce: 7));

    [Fact]
    public void Several_share_elements_and_throttle_evenly() => Assert.Equal(
        [new ArrayPart(0, 13, 2), new ArrayPart(13, 14, 3), new ArrayPart(27, 14, 3)], ArrayPart.Divide(41, largest: 20, atOnce: 8));

    [Theory]
    [InlineData(1, 2, 1)]
    [InlineData(1000, 999, 2)]
    [InlineData(5000, 1001, 5)]
    [InlineData(100_000, 1001, 1000)]
    public void Nothing_is_left_out_or_too_large_and_the_sum_is_what_the_settings_say(int elements, int largest, int atOnce)
    {
        var parts = ArrayPart.Divide(elements, largest, atOnce);

        Assert.Equal(elements, parts.Sum(part => part.Count));
        Assert.Equal(atOnce, parts.Sum(part => part.AtOnce));
        Assert.All(parts, part => Assert.InRange(part.Count, 1, largest));
        Assert.All(parts, part => Assert.True(part.AtOnce >= 1));
        Assert.Equal(parts.Skip(1).Select(part => part.First), parts.SkipLast(1).Select(part => part.First + part.Count));
        Assert.All(ArrayPart.Divide(elements, largest, atOnce: null), part => Assert.Null(part.AtOnce));
    }

    [Fact]
    public void More_arrays_than_may_run_at_a_time_are_refused() => Assert.Equal(
        "Slurm:AtOnce is 2, and 50 elements are 3 arrays, since the cluster's largest has 20 (MaxArraySize): of each at least one runs. "
            + "Set Slurm:AtOnce to at least 3, or Slurm:RunsPerElement to more.",
        Assert.Throws<UserErrorException>(() => ArrayPart.Divide(50, largest: 20, atOnce: 2)).Message);
}
