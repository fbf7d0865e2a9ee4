using SamHost.Configuration;

namespace SamHost.Telemetry;

/// <summary>The section <c>Telemetry</c> over the standard OTEL_* variables: what is sent, and where it goes.</summary>
/// <param name="Options">The section.</param>
/// <param name="Traces">Where traces go; null where they are not sent.</param>
/// <param name="Metrics">Where metrics go; null where they are not sent. A scraper may read them all the same.</param>
/// <param name="Logs">Where logs go; null where they are not sent.</param>
public sealed record TelemetrySettings(TelemetryOptions Options, OtlpTarget? Traces, OtlpTarget? Metrics, OtlpTarget? Logs)
{
    /// <summary>The variable that turns off everything that only variables ask for.</summary>
    internal const string DisabledVariable = "OTEL_SDK_DISABLED";

    /// <summary>The port of /metrics; null where nothing is served.</summary>
    public int? PrometheusPort => Options.Level == TelemetryLevel.Off ? null : Options.Prometheus.Port;

    /// <summary>Whether anything leaves the program.</summary>
    public bool IsOn => Traces is not null || Metrics is not null || Logs is not null || PrometheusPort is not null;

    /// <summary>Those of merged settings. Where the section is wrong, which a check reports, nothing is sent.</summary>
    public static TelemetrySettings Of(SettingsNode settings)
    {
        var problems = new SettingsProblems();
        var options = OptionsBinder.Bind<TelemetryOptions>(settings["Telemetry"], "Telemetry", problems);
        return problems.Count == 0 ? Resolve(options, problems) : new TelemetrySettings(options, null, null, null);
    }

    /// <summary>Resolves section and variables; the section wins.</summary>
    /// <param name="options">The section, bound.</param>
    /// <param name="problems">Receives what cannot be used.</param>
    public static TelemetrySettings Resolve(TelemetryOptions options, SettingsProblems problems)
    {
        var nothing = new TelemetrySettings(options, null, null, null);
        if (options.Endpoint is { } address && !Uri.TryCreate(address, UriKind.Absolute, out _))
        {
            // What does not begin as one has been reported where the section was bound.
            if (address.StartsWith("http", StringComparison.Ordinal))
                problems.Add("Telemetry:Endpoint", "", "must be an address such as http://localhost:4317.");
            return nothing;
        }

        // A section that names a collector decides for this study; the variable decides for the machine.
        var isDisabled = options.Endpoint is null
            && string.Equals(Environment.GetEnvironmentVariable(DisabledVariable), "true", StringComparison.OrdinalIgnoreCase);
        if (options.Level == TelemetryLevel.Off || isDisabled) return nothing;
        try
        {
            OtlpTarget? Of(string signal) => OtlpTarget.Of(signal, options);
            return new TelemetrySettings(options, Of("traces"), Of("metrics"), Of("logs"));
        }
        catch (InvalidOperationException e)
        {
            problems.Add("", "environment variables OTEL_EXPORTER_OTLP_*", e.Message);
            return nothing;
        }
    }
}
