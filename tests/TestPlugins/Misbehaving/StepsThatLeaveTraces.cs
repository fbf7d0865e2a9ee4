using System.Globalization;
using SamHost.Contracts.Optimization;
using static TorchSharp.torch;

namespace SamHost.TestPlugins.Misbehaving;

internal sealed class ChangesProcess : PlainStep
{
    // Once in the rehearsal, once in each run.
    public ChangesProcess() => set_default_dtype(ScalarType.Float64);

    public override PerExampleResults Step(TrainingStep step)
    {
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = "," } };
        Environment.SetEnvironmentVariable("MISBEHAVING", "yes");
        return Take(step);
    }
}

internal sealed class WritesHalfALine : PlainStep, IDisposable
{
    public override PerExampleResults Step(TrainingStep step) => Take(step);

    public void Dispose() => Console.Write("half a line");
}

/// <summary>Fails whoever reads a field of it, again and again.</summary>
internal sealed class FailsToInitialise : PlainStep
{
    private static readonly string Library = File.ReadAllText("/no such file");

    public override PerExampleResults Step(TrainingStep step) => Library.Length > 0 ? Take(step) : throw new InvalidOperationException();
}

internal sealed class CountsSteps : PlainStep
{
    private static int Steps { get; set; }

    public override PerExampleResults Step(TrainingStep step)
    {
        if (++Steps < 0) throw new InvalidOperationException("too many steps");
        return Take(step);
    }
}

internal sealed class LeavesThreads : PlainStep
{
    public override PerExampleResults Step(TrainingStep step)
    {
        if (step.Index == 0) new Thread(() => Thread.Sleep(Timeout.Infinite)) { IsBackground = false }.Start();
        return Take(step);
    }
}
