using SamHost.Contracts.Optimization;
using static TorchSharp.torch;

namespace SamHost.TestPlugins.Misbehaving;

internal sealed class ReturnsNothing : PlainStep
{
    public override PerExampleResults Step(TrainingStep step) => null!;
}

internal sealed class WrongShape : PlainStep
{
    public override PerExampleResults Step(TrainingStep step)
    {
        using var results = Take(step);
        var loss = zeros(step.Batch.Size + 1).DetachFromDisposeScope();
        return new PerExampleResults { Loss = loss, Margin = results.Margin.clone(), LogitWeight = results.LogitWeight.clone() };
    }
}

internal sealed class WrongType : PlainStep
{
    public override PerExampleResults Step(TrainingStep step)
    {
        using var results = Take(step);
        return new PerExampleResults { Loss = results.Loss.to(ScalarType.Int64), Margin = results.Margin.clone(),
            LogitWeight = results.LogitWeight.clone() };
    }
}

internal sealed class WrongDevice : PlainStep
{
    public override PerExampleResults Step(TrainingStep step)
    {
        using var results = Take(step);
        return new PerExampleResults { Loss = results.Loss.clone(), Margin = zeros(step.Batch.Size, device: META),
            LogitWeight = results.LogitWeight.clone() };
    }
}

internal sealed class DisposedResults : PlainStep
{
    public override PerExampleResults Step(TrainingStep step)
    {
        var results = Take(step);
        results.LogitWeight.Dispose();
        return results;
    }
}
