using System.Globalization;
using OpenTelemetry.Exporter;

namespace SamHost.Telemetry;

/// <summary>
/// Where a signal goes: the SDK's options, which it reads from the OTEL_EXPORTER_OTLP_* variables, with the section <c>Telemetry</c> over
/// them.
/// </summary>
public sealed class OtlpTarget
{
    private const string Prefix = "OTEL_EXPORTER_OTLP_";

    private readonly OtlpExporterOptions _options = new();
    private readonly Func<HttpClient> _createClient;
    private readonly Dictionary<string, string> _headers;

    private OtlpTarget(string signal, TelemetryOptions section)
    {
        Signal = signal;
        _createClient = _options.HttpClientFactory;
        _headers = section.Headers;
        // The SDK reads a signal's own variables for UseOtlpExporter alone, whose queue and requests cannot be bounded.
        if (Own(signal, "HEADERS") is { } headers) _options.Headers = headers;
        if (int.TryParse(Own(signal, "TIMEOUT"), NumberStyles.None, CultureInfo.InvariantCulture, out var timeout) && timeout > 0)
            _options.TimeoutMilliseconds = timeout;
        if (Own(signal, "COMPRESSION") is { } compression)
            _options.Compression = compression.ToUpperInvariant() == "GZIP" ? OtlpExportCompression.GZip : OtlpExportCompression.None;
        Origin = section.Endpoint is not null ? "Telemetry:Endpoint"
            : Own(signal, "ENDPOINT") is null ? $"{Prefix}ENDPOINT"
            : Name(signal, "ENDPOINT");
        if (Uri.TryCreate(section.Endpoint ?? Own(signal, "ENDPOINT"), UriKind.Absolute, out var address)) _options.Endpoint = address;
        _options.Protocol = section.Protocol ?? (Own(signal, "PROTOCOL") ?? Variable($"{Prefix}PROTOCOL")) switch
        {
            "grpc" => Grpc,
            "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
            null when _options.Endpoint.Port == 4318 => OtlpExportProtocol.HttpProtobuf,
            _ => _options.Protocol,
        };
        // The section names the base of all signals, as the common variable does, to which the SDK itself adds the path.
        if (section.Endpoint is not null && _options.Protocol == OtlpExportProtocol.HttpProtobuf)
            _options.Endpoint = new UriBuilder(Endpoint) { Path = $"{Endpoint.AbsolutePath.TrimEnd('/')}/v1/{signal}" }.Uri;
    }

    /// <summary>Traces, metrics or logs.</summary>
    public string Signal { get; }

    /// <summary>The address.</summary>
    public Uri Endpoint => _options.Endpoint;

    /// <summary>The protocol.</summary>
    public OtlpExportProtocol Protocol => _options.Protocol;

    /// <summary>The setting or variable that names the address.</summary>
    public string Origin { get; }

#pragma warning disable CS0618 // Obsolete for other platforms only.
    private static OtlpExportProtocol Grpc => OtlpExportProtocol.Grpc;
#pragma warning restore CS0618

    /// <summary>The target in words, without secrets.</summary>
    public override string ToString()
    {
        var names = (_options.Headers ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries).Select(header => header.Split('=')[0].Trim())
            .Concat(_headers.Keys)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .Order(StringComparer.Ordinal)
            .Select(name => $"{name}=***")
            .ToList();
        var protocol = _options.Protocol == Grpc ? "grpc" : "http/protobuf";
        var compression = _options.Compression == OtlpExportCompression.GZip ? ", gzip" : "";
        var headers = names.Count == 0 ? "" : $", headers {string.Join(", ", names)}";
        var timeout = TimeSpan.FromMilliseconds(_options.TimeoutMilliseconds).TotalSeconds;
        return string.Create(
            CultureInfo.InvariantCulture, $"{Masked(Endpoint)} by {protocol}{compression}, timeout {timeout:0.###} s{headers} ({Origin})");
    }

    /// <summary>Resolves a signal; null where it is not sent.</summary>
    /// <exception cref="InvalidOperationException">The SDK refuses the headers or the certificate files that variables name.</exception>
    internal static OtlpTarget? Of(string signal, TelemetryOptions section)
    {
        if ((section.Endpoint ?? Own(signal, "ENDPOINT") ?? Variable($"{Prefix}ENDPOINT")) is null || !Exports(signal)) return null;
        var target = new OtlpTarget(signal, section);
        try
        {
            // The SDK parses headers and loads certificates when it makes an exporter.
            using var exporter = new OtlpTraceExporter(target._options);
        }
        catch (Exception e)
        {
            throw new InvalidOperationException(e.Message, e);
        }

        return target;
    }

    /// <summary>The options of an exporter whose responses can be read.</summary>
    internal OtlpExporterOptions Connect(out CollectorResponses responses)
    {
        var client = _createClient();
        var handler = responses = new CollectorResponses(client, _headers);
        _options.HttpClientFactory = () => new HttpClient(handler) { Timeout = client.Timeout };
        return _options;
    }

    // OTEL_TRACES_EXPORTER and its like: the .NET SDK leaves them to the program.
    private static bool Exports(string signal) => Variable($"OTEL_{signal.ToUpperInvariant()}_EXPORTER") is not { } list
        || list.Split(',', StringSplitOptions.TrimEntries).Contains("otlp", StringComparer.OrdinalIgnoreCase);

    private static string Masked(Uri address)
    {
        var shown = address.GetLeftPart(UriPartial.Path);
        if (address.UserInfo.Length > 0) shown = shown.Replace($"{address.UserInfo}@", "***@", StringComparison.Ordinal);
        return address.Query.Length > 0 ? $"{shown}?***" : shown.TrimEnd('/');
    }

    private static string Name(string signal, string what) => $"{Prefix}{signal.ToUpperInvariant()}_{what}";

    private static string? Own(string signal, string what) => Variable(Name(signal, what));

    // The specification takes an empty variable for one that is not set.
    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value.Trim() : null;
}
