using System.Collections;
using System.Globalization;
using SamHost.Configuration;

namespace SamHost.Telemetry;

/// <summary>The section <c>Telemetry</c> over the standard OTEL_* variables: what is sent, and where it goes.</summary>
/// <param name="Options">The section.</param>
/// <param name="Traces">Where traces go; null where they do not.</param>
/// <param name="Metrics">Where metrics go; null where they do not. A scraper may get them all the same.</param>
/// <param name="Logs">Where logs go; null where they do not.</param>
public sealed record TelemetrySettings(TelemetryOptions Options, OtlpTarget? Traces, OtlpTarget? Metrics, OtlpTarget? Logs)
{
    private const string Prefix = "OTEL_EXPORTER_OTLP_";

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
        var variables = new Variables(environment, problems);
        // A section that names a collector is a decision for this study; the variable is one for the machine.
        var isOff = options.Level == TelemetryLevel.Off || (options.Endpoint is null && variables.Flag("OTEL_SDK_DISABLED"));
        OtlpTarget? Target(string signal) => isOff ? null : Resolve(signal, options, variables);
        return new TelemetrySettings(options, Target("traces"), Target("metrics"), Target("logs"));
    }

    private static OtlpTarget? Resolve(string signal, TelemetryOptions options, Variables variables)
    {
        var (address, origin, isWhole) = Address(signal, options, variables);
        // A variable for other programs is no mistake where nothing is sent.
        if (address is null || variables.Choice($"OTEL_{signal.ToUpperInvariant()}_EXPORTER", ["otlp", "none"]) == "none") return null;
        if (!Uri.TryCreate(address, UriKind.Absolute, out var endpoint) || endpoint.Scheme is not ("http" or "https") || endpoint.Host.Length == 0)
        {
            variables.Problem(origin, $"'{address}' is no address; give one such as http://localhost:4317.");
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
        return new OtlpTarget(endpoint, protocol, headers, variables.Timeout(signal), variables.Of(signal, "COMPRESSION", ["none", "gzip"]) == "gzip", origin);
    }

    // A signal's own variable holds the whole address, its path included; the others hold the base.
    private static (string? Address, string Origin, bool IsWhole) Address(string signal, TelemetryOptions options, Variables variables)
    {
        if (options.Endpoint is not null) return (options.Endpoint, "Telemetry:Endpoint", false);
        var own = $"{Prefix}{signal.ToUpperInvariant()}_ENDPOINT";
        return variables[own] is { } whole ? (whole, own, true) : (variables[Prefix + "ENDPOINT"], Prefix + "ENDPOINT", false);
    }

    private sealed class Variables(IDictionary environment, SettingsProblems problems)
    {
        private readonly HashSet<string> _reported = [];

        // An empty variable is one that is not set, says the specification.
        public string? this[string name] => environment[name] is string { Length: > 0 } value ? value.Trim() : null;

        public bool Flag(string name) => string.Equals(this[name], "true", StringComparison.OrdinalIgnoreCase);

        public string? Of(string signal, string what, string[] choices) =>
            Choice($"{Prefix}{signal.ToUpperInvariant()}_{what}", choices) ?? Choice(Prefix + what, choices);

        public string? Choice(string name, string[] choices)
        {
            if (this[name] is not { } value) return null;
            if (choices.Contains(value, StringComparer.OrdinalIgnoreCase)) return value.ToLowerInvariant();
            Problem(name, $"'{value}' is not supported; give {string.Join(" or ", choices)}.");
            return null;
        }

        public TimeSpan Timeout(string signal)
        {
            foreach (var name in new[] { $"{Prefix}{signal.ToUpperInvariant()}_TIMEOUT", Prefix + "TIMEOUT" })
            {
                if (this[name] is not { } value) continue;
                if (int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds) && milliseconds > 0) return TimeSpan.FromMilliseconds(milliseconds);
                Problem(name, $"'{value}' is not a number of milliseconds; give a whole number of at least 1.");
            }

            return TimeSpan.FromSeconds(10);
        }

        public Dictionary<string, string> Headers(string signal)
        {
            var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            foreach (var name in new[] { Prefix + "HEADERS", $"{Prefix}{signal.ToUpperInvariant()}_HEADERS" })
            {
                foreach (var pair in (this[name] ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                {
                    // The value may be a secret: it is not repeated.
                    if (pair.IndexOf('=') is > 0 and var at) headers[pair[..at].Trim()] = Uri.UnescapeDataString(pair[(at + 1)..].Trim());
                    else Problem(name, "a header has no name or no '='; write name=value,name=value.");
                }
            }

            return headers;
        }

        public void Problem(string name, string message)
        {
            // Three signals read the same variables.
            if (_reported.Add(name + message)) problems.Add(name.Contains(':', StringComparison.Ordinal) ? name : "", name.Contains(':', StringComparison.Ordinal) ? "" : $"environment variable {name}", message);
        }
    }
}
