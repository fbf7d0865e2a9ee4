using SamHost.Contracts.Optimization;

namespace SamHost.TestPlugins.Misbehaving;

/// <summary>A step of plain SGD, to which each of the others adds its mistake.</summary>
internal abstract class PlainStep : IOptimizer
{
    public abstract PerExampleResults Step(TrainingStep step);

    protected static PerExampleResults Take(TrainingStep step)
    {
        using var pass = step.Gradients.Forward(step.Batch);
        pass.Backward(scaleFrom: pass);
        step.BaseRule.Step();
        return step.Results(pass);
    }
}
