namespace SamHost.Training.Tests;

/// <summary>What counts as keeping tensors.</summary>
public sealed class TensorGrowthTests
{
    [Fact]
    public void A_tensor_more_after_each_of_many_steps_is_said_once() =>
        Assert.Equal([TensorGrowth.Steps], Said(Enumerable.Range(0, 1000).Select(step => 50L + step % 400)));

    [Fact]
    public void Buffers_that_fill_up_and_counts_that_go_up_and_down_are_none()
    {
        Assert.Empty(Said(Enumerable.Range(0, 1000).Select(step => 50L + Math.Min(step, TensorGrowth.Steps - 1))));
        Assert.Empty(Said(Enumerable.Range(0, 1000).Select(step => 50L + step % 7)));
    }

    private static IEnumerable<long> Said(IEnumerable<long> counts)
    {
        var growth = new TensorGrowth();
        return counts.Select(growth.Add).OfType<long>().ToList();
    }
}
