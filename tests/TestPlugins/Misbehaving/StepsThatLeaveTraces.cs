using System.Globalization;
using SamHost.Contracts.Optimization;
using static TorchSharp.torch;

namespace SamHost.TestPlugins.Misbehaving;

internal sealed class ChangesProcess : PlainStep
{
    public override PerExampleResults Step(TrainingStep step)
    {
        CultureInfo.CurrentCulture = new CultureInfo("") { NumberFormat = new NumberFormatInfo { NumberDecimalSeparator = "," } };
        Environment.SetEnvironmentVariable("MISBEHAVING", "yes");
        set_default_dtype(ScalarType.Float64);
        return Take(step);
    }
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
        if (step.Index == 0) new Thread(() => Thread.Sleep(Timeout.Infinite)) { IsBackground = true }.Start();
        return Take(step);
    }
}
