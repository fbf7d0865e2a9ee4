using System.Collections;
using SamHost.Configuration;

namespace SamHost.Telemetry;

/// <summary>The section <c>Telemetry</c> over the standard OTEL_* variables: what is sent, and where it goes.</summary>
/// <param name="Options">The section.</param>
/// <param name="Traces">Where traces go; null where they do not.</param>
/// <param name="Metrics">Where metrics go; null where they do not. A scraper may get them all the same.</param>
/// <param name="Logs">Where logs go; null where they do not.</param>
public sealed record TelemetrySettings(TelemetryOptions Options, OtlpTarget? Traces, OtlpTarget? Metrics, OtlpTarget? Logs)
{
    /// <summary>The variable that turns off whatever follows the standard variables, this program's section aside.</summary>
    public const string DisabledVariable = "OTEL_SDK_DISABLED";

    /// <summary>Every how many milliseconds metrics are sent.</summary>
    public int MetricInterval { get; private init; } = 10_000;

    /// <summary>Variables that are set and have no effect here, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>The port of /metrics; null where nothing is served.</summary>
    public int? PrometheusPort => Options.Level == TelemetryLevel.Off ? null : Options.Prometheus.Port;

    /// <summary>Whether anything leaves the program.</summary>
    public bool IsOn => Traces is not null || Metrics is not null || Logs is not null || PrometheusPort is not null;

    /// <summary>Resolves section and variables; the section wins.</summary>
    /// <param name="options">The section, bound.</param>
    /// <param name="environment">All variables, as from <see cref="Environment.GetEnvironmentVariables()"/>.</param>
    /// <param name="problems">Where variables that make no sense are reported.</param>
    public static TelemetrySettings Resolve(TelemetryOptions options, IDictionary environment, SettingsProblems problems)
    {
        var variables = new OtelVariables(environment, problems);
        // A section that names a collector is a decision for this study; the variable is one for the machine.
        var isOff = options.Level == TelemetryLevel.Off || (options.Endpoint is null && variables.Flag(DisabledVariable));
        OtlpTarget? Target(string signal) => isOff ? null : Resolve(signal, options, variables);
        var settings = new TelemetrySettings(options, Target("traces"), Target("metrics"), Target("logs"));
        // The SDK reads these itself, and does without a word what it can with any text.
        if (settings.Traces is not null) variables.CheckQueue("OTEL_BSP_");
        if (settings.Logs is not null) variables.CheckQueue("OTEL_BLRP_");
        if (settings.Metrics is null) return settings with { Warnings = variables.Warnings };
        foreach (var what in new[] { "TEMPORALITY_PREFERENCE", "DEFAULT_HISTOGRAM_AGGREGATION" }) variables.Ignore($"{OtelVariables.Prefix}METRICS_{what}");
        return settings with { Warnings = variables.Warnings, MetricInterval = variables.Positive("OTEL_METRIC_EXPORT_INTERVAL") ?? settings.MetricInterval };
    }

    private static OtlpTarget? Resolve(string signal, TelemetryOptions options, OtelVariables variables)
    {
        var (address, origin, isWhole) = Address(signal, options, variables);
        if (address is null || !variables.Exports(signal, options.Prometheus.Port is not null)) return null;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https") || endpoint.Host.Length == 0)
        {
            variables.Problem(origin, $"'{OtlpTarget.Masked(address)}' is no address; give one such as http://localhost:4317.");
            return null;
        }

        var protocol = options.Protocol ?? variables.Of(signal, "PROTOCOL", ["grpc", "http/protobuf"]) switch
        {
            "grpc" => OtlpProtocol.Grpc,
            "http/protobuf" => OtlpProtocol.HttpProtobuf,
            _ => endpoint.Port == 4318 ? OtlpProtocol.HttpProtobuf : OtlpProtocol.Grpc,
        };
        if (protocol == OtlpProtocol.HttpProtobuf && !isWhole)
            endpoint = new UriBuilder(endpoint) { Path = $"{endpoint.AbsolutePath.TrimEnd('/')}/v1/{signal}" }.Uri;
        var headers = variables.Headers(signal);
        foreach (var (name, value) in options.Headers) headers[name] = value;
        return new OtlpTarget(endpoint, protocol, headers, variables.Timeout(signal), variables.Of(signal, "COMPRESSION", ["none", "gzip"]) == "gzip", origin)
        {
            Tls = endpoint.Scheme == "https" ? Tls.Read(signal, variables) : null,
        };
    }

    // A signal's own variable holds the whole address, its path included; the others hold the base.
    private static (string? Address, string Origin, bool IsWhole) Address(string signal, TelemetryOptions options, OtelVariables variables)
    {
        if (options.Endpoint is not null) return (options.Endpoint, "Telemetry:Endpoint", false);
        var own = $"{OtelVariables.Prefix}{signal.ToUpperInvariant()}_ENDPOINT";
        return variables[own] is { } whole ? (whole, own, true) : (variables[OtelVariables.Prefix + "ENDPOINT"], OtelVariables.Prefix + "ENDPOINT", false);
    }
}
