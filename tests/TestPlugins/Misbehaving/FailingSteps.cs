using System.Diagnostics;
using SamHost.Contracts.Optimization;
using static TorchSharp.torch;

namespace SamHost.TestPlugins.Misbehaving;

internal sealed class ThrowsInStep : PlainStep
{
    public override PerExampleResults Step(TrainingStep step) => step.Index < 2 ? Take(step)
        : throw new InvalidOperationException("no gradient today");
}

internal sealed class ThrowsWhenCreated : PlainStep
{
    public ThrowsWhenCreated() => throw new NotSupportedException("not on a Monday");

    public override PerExampleResults Step(TrainingStep step) => Take(step);
}

internal sealed class ThrowsWhenDisposed : PlainStep, IDisposable
{
    // The first one is disposed before anything is trained.
    private bool _trained;

    public override PerExampleResults Step(TrainingStep step)
    {
        _trained = true;
        return Take(step);
    }

    public void Dispose()
    {
        if (_trained) throw new InvalidOperationException("it clings to life");
    }
}

internal sealed class Hangs : PlainStep
{
    public override PerExampleResults Step(TrainingStep step)
    {
        Thread.Sleep(Timeout.Infinite);
        return Take(step);
    }
}

internal sealed class Exits : PlainStep
{
    public override PerExampleResults Step(TrainingStep step)
    {
        Environment.Exit(0);
        return Take(step);
    }
}

internal sealed class FailsNatively : PlainStep
{
    public override PerExampleResults Step(TrainingStep step)
    {
        // No graph leads from one to the other: an error inside autograd, which ends the process.
        var other = zeros(1, requires_grad: true);
        autograd.grad([step.Batch.Inputs.sum()], [other]);
        return Take(step);
    }
}

internal sealed class HangsWhenCreated : PlainStep
{
    public HangsWhenCreated() => Thread.Sleep(Timeout.Infinite);

    public override PerExampleResults Step(TrainingStep step) => Take(step);
}

/// <summary>Starts a process with the same output that lives until there is a file.</summary>
internal sealed class LeavesAProcess : PlainStep
{
    public override PerExampleResults Step(TrainingStep step)
    {
        if (step.Index == 0) Process.Start("sh", ["-c", "for i in $(seq 600); do [ -e stop ] && break; sleep 0.1; done"]).Dispose();
        return Take(step);
    }
}
