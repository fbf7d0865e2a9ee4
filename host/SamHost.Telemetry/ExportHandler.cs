using System.Globalization;
using System.Net;
using Google.Protobuf;

namespace SamHost.Telemetry;

/// <summary>
/// Carries one signal's requests to the collector, and reads of the answers what the exporter does not tell: whether a refusal is worth another try, and how many
/// items an answer that says "good" rejects all the same.
/// </summary>
internal sealed class ExportHandler : DelegatingHandler
{
    private readonly IReadOnlyDictionary<string, string> _headers;

    public ExportHandler(OtlpTarget target)
        : base(Connections(target)) => _headers = target.Headers;

    /// <summary>Whether what the last request carried may be sent again.</summary>
    public bool MayRetry { get; private set; }

    /// <summary>The items of the last request that the collector took the request without (OTLP's partial success).</summary>
    public long Rejected { get; private set; }

    /// <summary>What was wrong when something last was; null while nothing was.</summary>
    public string? Problem { get; private set; }

    /// <summary>The bytes of all requests so far, as sent.</summary>
    public long Bytes { get; private set; }

    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Begin(request);
        try
        {
            var response = base.Send(request, cancellationToken);
            response.Content.LoadIntoBufferAsync(cancellationToken).GetAwaiter().GetResult();
            End(request, response);
            return response;
        }
        catch (Exception e)
        {
            Problem = Explain(e);
            throw;
        }
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Begin(request);
        try
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            // gRPC says how it went after the body.
            await response.Content.LoadIntoBufferAsync(cancellationToken).ConfigureAwait(false);
            End(request, response);
            return response;
        }
        catch (Exception e)
        {
            Problem = Explain(e);
            throw;
        }
    }

    private static SocketsHttpHandler Connections(OtlpTarget target)
    {
        var handler = new SocketsHttpHandler
        {
            // A collector's answer is short.
            MaxResponseHeadersLength = 64,
            ConnectTimeout = TimeSpan.FromSeconds(5),
            // The exporter's own requests are no part of the study.
            ActivityHeadersPropagator = null,
        };
        target.Tls?.ApplyTo(handler.SslOptions);
        return handler;
    }

    // A collector that does not answer may be back later.
    private void Begin(HttpRequestMessage request)
    {
        (MayRetry, Rejected) = (true, 0);
        Bytes += request.Content?.Headers.ContentLength ?? 0;
        foreach (var (name, value) in _headers) request.Headers.TryAddWithoutValidation(name, value);
    }

    private void End(HttpRequestMessage request, HttpResponseMessage response)
    {
        var isGrpc = request.Version == HttpVersion.Version20;
        var status = isGrpc ? GrpcStatus(response) : null;
        if (response.IsSuccessStatusCode && status is null or 0)
        {
            var body = response.Content.ReadAsByteArrayAsync().GetAwaiter().GetResult();
            Rejected = RejectedItems(isGrpc && body.Length >= 5 ? body[5..] : body);
            if (Rejected > 0) Problem = string.Create(CultureInfo.InvariantCulture, $"it rejected {Rejected} items of a request that it took");
            return;
        }

        // The codes that the OTLP specification calls retryable.
        MayRetry = status is null
            ? (int)response.StatusCode is 429 or 502 or 503 or 504
            : status is 1 or 4 or 10 or 11 or 14 or 15;
        Problem = string.Create(CultureInfo.InvariantCulture, $"it answered {(status is null ? $"{(int)response.StatusCode} {response.ReasonPhrase}" : $"with gRPC status {status}")}");
    }

    private static int? GrpcStatus(HttpResponseMessage response)
    {
        foreach (var headers in new[] { response.TrailingHeaders, response.Headers })
        {
            if (headers.TryGetValues("grpc-status", out var values) && int.TryParse(values.First(), NumberStyles.Integer, CultureInfo.InvariantCulture, out var status)) return status;
        }

        return null;
    }

    // Export...ServiceResponse { partial_success = 1: { rejected_... = 1 } }, the same numbers for spans, points and logs.
    private static long RejectedItems(byte[] body)
    {
        try
        {
            var rejected = 0L;
            var answer = new CodedInputStream(body);
            while (answer.ReadTag() is not 0 and var tag)
            {
                if (tag != WireFormat.MakeTag(1, WireFormat.WireType.LengthDelimited))
                {
                    answer.SkipLastField();
                    continue;
                }

                var partial = answer.ReadBytes().CreateCodedInput();
                while (partial.ReadTag() is not 0 and var field)
                {
                    if (field == WireFormat.MakeTag(1, WireFormat.WireType.Varint)) rejected = partial.ReadInt64();
                    else partial.SkipLastField();
                }
            }

            return Math.Max(rejected, 0);
        }
        catch (InvalidProtocolBufferException)
        {
            // Not a collector's answer, but its status says that it took the request.
            return 0;
        }
    }

    private static string Explain(Exception e) => e is OperationCanceledException ? "it did not answer in time" : (e.InnerException ?? e).Message.TrimEnd('.');
}
