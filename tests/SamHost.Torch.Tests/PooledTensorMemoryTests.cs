using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Torch.Tests;

public sealed class PooledTensorMemoryTests
{
    public PooledTensorMemoryTests() => Assert.SkipUnless(
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64,
        "The pool is for linux-x64.");

    [Fact]
    public void Large_tensors_come_from_the_pool_and_go_back_to_it()
    {
        const int Length = 3_000_000;
        using (ones(Length)) Assert.True(PooledTensorMemory.HighWater >= 4 * Length);

        // Three tensors at a time, of lengths that change: without reuse the pool would grow by 12 MB in each round.
        Fill(Length);
        var before = PooledTensorMemory.HighWater;
        for (var round = 1; round <= 200; round++) Fill(Length + (100 * (round % 7)));

        // Other tests run at the same time.
        Assert.InRange(PooledTensorMemory.HighWater - before, 0, 600_000_000);
    }

    [Fact]
    public void More_memory_than_there_is_is_an_exception_as_ever() =>
        Assert.ThrowsAny<Exception>(() => zeros(100_000_000_000_000));

    [Fact]
    public void Threads_share_it_safely() => Parallel.For(0, 400, index =>
    {
        using var tensor = full(20_000 + (index * 37), index, ScalarType.Float32);
        using var copy = tensor.clone();
        using var sum = (tensor - copy).abs().sum();
        Assert.Equal(0f, sum.ToSingle());
        Assert.Equal(index, tensor[^1].ToSingle());
    });

    private static void Fill(int length)
    {
        using var scope = NewDisposeScope();
        var sum = ones(length) + ones(length);
        Assert.Equal(2f, sum[^1].ToSingle());
    }
}
