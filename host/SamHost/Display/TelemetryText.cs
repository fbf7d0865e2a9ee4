using System.Globalization;
using SamHost.Telemetry;

namespace SamHost.Display;

/// <summary>Telemetry in sentences.</summary>
internal static class TelemetryText
{
    /// <summary>What a collector did with a signal.</summary>
    public static string Describe(SignalCheck signal) => signal.IsGood
        ? string.Create(CultureInfo.InvariantCulture, $"Collector: {signal.Target.Signal} arrive at {signal.Target.Endpoint}.")
        : string.Create(
            CultureInfo.InvariantCulture,
            $"Collector: {signal.Target.Signal} do not arrive at {signal.Target.Endpoint}: "
                + $"{signal.Problem ?? "it did not answer in time"}.");

    /// <summary>What is sent, and where it goes; secrets are masked.</summary>
    public static IEnumerable<string> Describe(TelemetrySettings settings)
    {
        if (!settings.IsOn)
        {
            yield return settings.Options.Level == TelemetryLevel.Off
                ? "Telemetry: off."
                : "Telemetry: none; it needs a collector (Telemetry:Endpoint or OTEL_EXPORTER_OTLP_ENDPOINT) or a port for a scraper "
                    + "(Telemetry:Prometheus:Port).";
            yield break;
        }

        var watched = settings.Options.WatchExamples.Length == 0
            ? ""
            : $", watching examples {string.Join(", ", settings.Options.WatchExamples)}";
        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"Telemetry: level {settings.Options.Level}, all weights at every {settings.Options.EveryNthStep}th step{watched}.");
        foreach (var (signal, target) in new[] { ("traces", settings.Traces), ("metrics", settings.Metrics), ("logs", settings.Logs) })
            yield return target is null ? $"  {signal}: not sent" : $"  {signal}: {target}";
        if (settings.PrometheusPort is { } port)
            yield return string.Create(
                CultureInfo.InvariantCulture, $"  /metrics: http://{settings.Options.Prometheus.Host}:{port}/metrics while the study runs");
    }
}
