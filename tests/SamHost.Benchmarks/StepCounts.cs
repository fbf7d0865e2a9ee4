using TorchSharp;

namespace SamHost.Benchmarks;

/// <summary>What a step makes, whatever the processor.</summary>
/// <param name="Tensors">The tensors that TorchSharp makes an object for.</param>
/// <param name="Bytes">The bytes of managed memory.</param>
internal readonly record struct StepCounts(double Tensors, double Bytes)
{
    private const int WarmUpSteps = 50;
    private const int Steps = 50;

    /// <summary>Counts, on this thread.</summary>
    /// <param name="step">Takes a step.</param>
    public static StepCounts Of(Action step)
    {
        for (var i = 0; i < WarmUpSteps; i++) step();
        var (tensors, bytes) = (Made(), GC.GetAllocatedBytesForCurrentThread());
        for (var i = 0; i < Steps; i++) step();
        return new StepCounts((Made() - tensors) / (double)Steps, (GC.GetAllocatedBytesForCurrentThread() - bytes) / (double)Steps);
    }

    private static long Made()
    {
        var statistics = DisposeScopeManager.Statistics;
        return statistics.CreatedInScopeCount + statistics.CreatedOutsideScopeCount;
    }
}
