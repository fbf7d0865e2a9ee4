using System.Diagnostics.Metrics;
using SamHost.Contracts.Telemetry;

namespace SamHost.Telemetry;

/// <summary>
/// Every instrument, for one run: its series are sent a last time once this is disposed, and no more. (Those of one meter for all would be sent until the end of the
/// study, more with every run.)
/// </summary>
internal sealed class RunInstruments : IDisposable
{
    /// <summary>The number of instruments.</summary>
    public const int Count = 7;

    /// <summary>The most series that an instrument has: the splits of the accuracy.</summary>
    public const int MaxSeries = 3;

    private readonly Meter _meter = new(TelemetryNames.Source, Instrumentation.Version);

    public RunInstruments()
    {
        ExampleWeight = _meter.CreateHistogram<double>(TelemetryNames.ExampleWeight, null, "Total weight of an example in a step: the norm of its gradient at w + eps over that at w.");
        ExampleLogitWeight = _meter.CreateHistogram<double>(TelemetryNames.ExampleLogitWeight, null, "Logit weight of an example in a step: the norm of its logit scale at w + eps over that at w.");
        ExampleLoss = _meter.CreateHistogram<double>(TelemetryNames.ExampleLoss, null, "Loss of an example in a step at w, in nats.");
        StepDuration = _meter.CreateHistogram<double>(TelemetryNames.StepDuration, "s", "Time that the optimizer took for a training step; on an accelerator, to launch it.");
        Examples = _meter.CreateCounter<long>(TelemetryNames.Examples, null, "Examples trained on.");
        Accuracy = _meter.CreateGauge<double>(TelemetryNames.Accuracy, null, "Accuracy at the last evaluation, 0 to 1; on mislabelled training examples, against their wrong labels.");
        CurrentEpoch = _meter.CreateGauge<long>(TelemetryNames.CurrentEpoch, null, "Epoch that a run is in.");
    }

    public Histogram<double> ExampleWeight { get; }

    public Histogram<double> ExampleLogitWeight { get; }

    public Histogram<double> ExampleLoss { get; }

    public Histogram<double> StepDuration { get; }

    public Counter<long> Examples { get; }

    public Gauge<double> Accuracy { get; }

    public Gauge<long> CurrentEpoch { get; }

    public void Dispose() => _meter.Dispose();
}
