using System.Globalization;
using System.Net;
using Google.Protobuf;

namespace SamHost.Telemetry;

/// <summary>
/// Reads from a collector's responses what the SDK's exporter does not return: why a request failed, whether a retry may help, and how many
/// items a successful response rejects. Requests go through the SDK's own client, with its certificates and limits.
/// </summary>
internal sealed class CollectorResponses(HttpClient client, IReadOnlyDictionary<string, string> headers) : HttpMessageHandler
{
    /// <summary>Whether the last request failed in a way that a retry may mend.</summary>
    public bool MayRetry { get; private set; }

    /// <summary>
    /// The items of the last request that the collector rejected although it accepted the request (OTLP's partial success).
    /// </summary>
    public long Rejected { get; private set; }

    /// <summary>Why a request failed last; null if none did.</summary>
    public string? Problem { get; private set; }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken) =>
        SendAsync(request, cancellationToken).GetAwaiter().GetResult();

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        (MayRetry, Rejected) = (true, 0);
        try
        {
            var response = await client.SendAsync(Copy(request), cancellationToken).ConfigureAwait(false);
            Read(response, isGrpc: request.Version == HttpVersion.Version20);
            return response;
        }
        catch (Exception e)
        {
            Problem = e is OperationCanceledException ? "it did not answer in time" : (e.InnerException ?? e).Message.TrimEnd('.');
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) client.Dispose();
        base.Dispose(disposing);
    }

    // A client sends no request twice, and the outer client has sent this one. The section's headers replace those of the variables.
    private HttpRequestMessage Copy(HttpRequestMessage request)
    {
        var copy = new HttpRequestMessage(request.Method, request.RequestUri)
        {
            Content = request.Content,
            Version = request.Version,
            VersionPolicy = request.VersionPolicy,
        };
        foreach (var (name, values) in request.Headers) copy.Headers.TryAddWithoutValidation(name, values);
        foreach (var (name, value) in headers)
        {
            copy.Headers.Remove(name);
            copy.Headers.TryAddWithoutValidation(name, value);
        }

        return copy;
    }

    private void Read(HttpResponseMessage response, bool isGrpc)
    {
        var status = isGrpc ? GrpcStatus(response) : null;
        if (response.IsSuccessStatusCode && status is null or 0)
        {
            MayRetry = false;
            var body = response.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult();
            // gRPC puts a flag and a length before the message.
            Rejected = RejectedItems(isGrpc && body.Length >= 5 ? body[5..] : body);
            if (Rejected > 0) Problem = $"it rejected {Rejected} items of a request that it took";
            return;
        }

        // The codes that the OTLP specification calls retryable.
        MayRetry = status is null ? (int)response.StatusCode is 429 or 502 or 503 or 504 : status is 1 or 4 or 10 or 11 or 14 or 15;
        Problem = status is null
            ? $"it answered {(int)response.StatusCode} {response.ReasonPhrase}"
            : $"it answered with gRPC status {status}";
    }

    private static int? GrpcStatus(HttpResponseMessage response) =>
        (response.TrailingHeaders.TryGetValues("grpc-status", out var values) || response.Headers.TryGetValues("grpc-status", out values))
        && int.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var status)
            ? status
            : null;

    // Export...ServiceResponse { partial_success = 1: { rejected_... = 1 } }: the same numbers for spans, points and logs.
    private static long RejectedItems(byte[] body)
    {
        try
        {
            var response = new CodedInputStream(body);
            if (!MoveToFirstField(response, WireFormat.WireType.LengthDelimited)) return 0;
            var partialSuccess = response.ReadBytes().CreateCodedInput();
            return MoveToFirstField(partialSuccess, WireFormat.WireType.Varint) ? Math.Max(partialSuccess.ReadInt64(), 0) : 0;
        }
        catch (InvalidProtocolBufferException)
        {
            // No collector's response, but its status says that it accepted the request.
            return 0;
        }
    }

    private static bool MoveToFirstField(CodedInputStream message, WireFormat.WireType type)
    {
        while (message.ReadTag() is not 0 and var tag)
        {
            if (tag == WireFormat.MakeTag(1, type)) return true;
            message.SkipLastField();
        }

        return false;
    }
}
