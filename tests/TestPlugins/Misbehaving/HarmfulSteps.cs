using SamHost.Contracts.Optimization;
using static TorchSharp.torch;

namespace SamHost.TestPlugins.Misbehaving;

internal sealed class NanWeights : PlainStep
{
    public override PerExampleResults Step(TrainingStep step)
    {
        var results = Take(step);
        using var _ = no_grad();
        step.Parameters[0].fill_(double.NaN);
        return results;
    }
}

internal sealed class LateNanWeights : PlainStep
{
    public override PerExampleResults Step(TrainingStep step)
    {
        var results = Take(step);
        using var _ = no_grad();
        if (step.Index == 1) step.Parameters[0].fill_(double.NaN);
        return results;
    }
}

internal sealed class DisposesParameters : PlainStep
{
    public override PerExampleResults Step(TrainingStep step)
    {
        var results = Take(step);
        step.Parameters[0].Dispose();
        return results;
    }
}

internal sealed class DisposesBatch : PlainStep
{
    public override PerExampleResults Step(TrainingStep step)
    {
        var results = Take(step);
        step.Batch.Labels.Dispose();
        return results;
    }
}

internal sealed class Leaks : PlainStep
{
    private readonly List<Tensor> _kept = [];

    public override PerExampleResults Step(TrainingStep step)
    {
        var results = Take(step);
        _kept.Add(results.Loss.clone().DetachFromDisposeScope());
        return results;
    }
}
