using System.Diagnostics;
using System.Diagnostics.Metrics;
using SamHost.Contracts.Telemetry;

namespace SamHost.Telemetry;

/// <summary>The one activity source and the one meter, with every instrument. Nobody listens unless a <see cref="TelemetryPipeline"/> does.</summary>
internal static class Instrumentation
{
    public static readonly string Version = typeof(Instrumentation).Assembly.GetName().Version!.ToString(3);

    public static readonly ActivitySource Source = new(TelemetryNames.Source, Version);

    private static readonly Meter Meter = new(TelemetryNames.Source, Version);

    public static readonly Histogram<double> ExampleWeight =
        Meter.CreateHistogram<double>(TelemetryNames.ExampleWeight, null, "Total weight of an example in a step: the norm of its gradient at w + eps over that at w.");

    public static readonly Histogram<double> ExampleLogitWeight =
        Meter.CreateHistogram<double>(TelemetryNames.ExampleLogitWeight, null, "Logit weight of an example in a step: the norm of its logit scale at w + eps over that at w.");

    public static readonly Histogram<double> ExampleLoss = Meter.CreateHistogram<double>(TelemetryNames.ExampleLoss, null, "Loss of an example in a step at w, in nats.");

    public static readonly Histogram<double> StepDuration = Meter.CreateHistogram<double>(TelemetryNames.StepDuration, "s", "Time that the optimizer took for a training step; on an accelerator, to launch it.");

    public static readonly Counter<long> Examples = Meter.CreateCounter<long>(TelemetryNames.Examples, null, "Examples trained on.");

    public static readonly Gauge<double> Accuracy = Meter.CreateGauge<double>(TelemetryNames.Accuracy, null, "Accuracy at the last evaluation, 0 to 1; on mislabelled training examples, against their wrong labels.");

    public static readonly Gauge<long> CurrentEpoch = Meter.CreateGauge<long>(TelemetryNames.CurrentEpoch, null, "Epoch that a run is in.");
}
