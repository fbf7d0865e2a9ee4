using System.Globalization;
using OpenTelemetry.Exporter;

namespace SamHost.Telemetry;

/// <summary>Where a signal goes, and how.</summary>
/// <param name="Endpoint">The whole address, the signal's path included.</param>
/// <param name="Protocol">The protocol.</param>
/// <param name="Headers">The headers of every request; they may hold secrets.</param>
/// <param name="Timeout">How long a request may take.</param>
/// <param name="Compressed">Whether requests are compressed by gzip.</param>
/// <param name="Origin">The setting or variable that named the endpoint.</param>
public sealed record OtlpTarget(Uri Endpoint, OtlpProtocol Protocol, IReadOnlyDictionary<string, string> Headers, TimeSpan Timeout, bool Compressed, string Origin)
{
    /// <summary>Whom an encrypted connection trusts, and what it shows; null where the system decides.</summary>
    internal Tls? Tls { get; init; }

    /// <summary>An address as it may be shown, be it one or not: without what stands before its host, and without its query.</summary>
    internal static string Masked(string address)
    {
        var query = address.IndexOf('?', StringComparison.Ordinal);
        if (query >= 0) address = $"{address[..query]}?***";
        var (at, scheme) = (address.LastIndexOf('@'), address.IndexOf("://", StringComparison.Ordinal));
        return at < 0 ? address : $"{(scheme < 0 ? "" : address[..(scheme + 3)])}***{address[at..]}";
    }

    /// <summary>The target in words, without secrets.</summary>
    public override string ToString()
    {
        var headers = Headers.Count == 0 ? "" : $", headers {string.Join(", ", Headers.Keys.Order(StringComparer.Ordinal).Select(name => $"{name}=***"))}";
        var protocol = Protocol == OtlpProtocol.Grpc ? "grpc" : "http/protobuf";
        return string.Create(CultureInfo.InvariantCulture,
            $"{Masked(Endpoint.AbsoluteUri).TrimEnd('/')} by {protocol}{(Compressed ? ", gzip" : "")}, timeout {Timeout.TotalSeconds:0.###} s{headers} ({Origin})");
    }

    /// <summary>The exporter's options, with requests that go through a handler.</summary>
    internal OtlpExporterOptions Options(ExportHandler handler) => new()
    {
        Endpoint = Endpoint,
#pragma warning disable CS0618 // Marked as obsolete for other platforms; the name is the same.
        Protocol = Protocol == OtlpProtocol.Grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf,
#pragma warning restore CS0618
        // The handler's: the exporter would split a value at a comma.
        Headers = "",
        TimeoutMilliseconds = (int)Timeout.TotalMilliseconds,
        Compression = Compressed ? OtlpExportCompression.GZip : OtlpExportCompression.None,
        HttpClientFactory = () => new HttpClient(handler, disposeHandler: false) { Timeout = Timeout },
    };
}
