using System.Collections.Concurrent;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Google.Protobuf;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using SamHost.Telemetry.Tests.Protocol;

namespace SamHost.Telemetry.Tests;

/// <summary>
/// A collector, written against the public protocol: takes OTLP by gRPC and by http/protobuf on sockets, and keeps what arrives, decoded.
/// </summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtlpReceiver(X509Certificate2? certificate, bool asksForCertificate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(this);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = null;
            foreach (var protocol in new[] { HttpProtocols.Http2, HttpProtocols.Http1 })
            {
                kestrel.Listen(IPAddress.Loopback, 0, listen =>
                {
                    listen.Protocols = protocol;
                    if (certificate is not null) listen.UseHttps(certificate, https => Ask(https, asksForCertificate));
                });
            }
        });
        if (certificate is not null) builder.WebHost.UseKestrelHttpsConfiguration();
        _app = builder.Build();
        _app.MapGrpcService<GrpcTraces>();
        _app.MapGrpcService<GrpcMetrics>();
        _app.MapGrpcService<GrpcLogs>();
        _app.MapPost("/v1/traces", context => AnswerAsync(context, ExportTraceServiceRequest.Parser, Take));
        _app.MapPost("/v1/metrics", context => AnswerAsync(context, ExportMetricsServiceRequest.Parser, Take));
        _app.MapPost("/v1/logs", context => AnswerAsync(context, ExportLogsServiceRequest.Parser, Take));
    }

    /// <summary>The address for gRPC.</summary>
    public string Grpc => Addresses.First();

    /// <summary>The address for http/protobuf.</summary>
    public string Http => Addresses.Last();

    public ConcurrentQueue<Span> Spans { get; } = [];

    public ConcurrentQueue<Metric> Metrics { get; } = [];

    public ConcurrentQueue<LogRecord> Logs { get; } = [];

    /// <summary>The attributes of every resource that sent something.</summary>
    public ConcurrentQueue<KeyValue> Resources { get; } = [];

    /// <summary>The size of each request's message in bytes.</summary>
    public ConcurrentQueue<int> Sizes { get; } = [];

    /// <summary>The requests' headers.</summary>
    public ConcurrentQueue<KeyValuePair<string, string>> Headers { get; } = [];

    /// <summary>The subjects of the certificates that connections showed.</summary>
    public ConcurrentQueue<string> Clients { get; } = [];

    /// <summary>The number of requests refused.</summary>
    public int Refused { get; private set; }

    /// <summary>How it refuses: a gRPC status, and the HTTP status that goes with it; null while it takes what comes.</summary>
    public (StatusCode Grpc, int Http)? Refusal { get; set; }

    /// <summary>How many spans of each request it says to have rejected, taking the rest.</summary>
    public long RejectedSpans { get; set; }

    private ICollection<string> Addresses => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;

    /// <summary>Starts one.</summary>
    /// <param name="certificate">What it encrypts with; null for none.</param>
    /// <param name="asksForCertificate">Whether connections have to show one of their own.</param>
    public static async Task<OtlpReceiver> StartAsync(X509Certificate2? certificate = null, bool asksForCertificate = false)
    {
        var receiver = new OtlpReceiver(certificate, asksForCertificate);
        await receiver._app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    /// <summary>The spans of a name, in the order of their start.</summary>
    public IReadOnlyList<Span> Named(string name) =>
        [.. Spans.Where(span => span.Kind() == name).OrderBy(span => span.StartTimeUnixNano)];

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private void Ask(HttpsConnectionAdapterOptions https, bool asksForCertificate)
    {
        if (!asksForCertificate) return;
        https.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
        https.ClientCertificateValidation = (client, _, _) =>
        {
            Clients.Enqueue(client.Subject);
            return true;
        };
    }

    private ExportTraceServiceResponse Take(ExportTraceServiceRequest request)
    {
        Sizes.Enqueue(request.CalculateSize());
        foreach (var resource in request.ResourceSpans)
        {
            foreach (var attribute in resource.Resource.Attributes) Resources.Enqueue(attribute);
            foreach (var span in resource.ScopeSpans.SelectMany(scope => scope.Spans)) Spans.Enqueue(span);
        }

        return RejectedSpans == 0 ? new() : new() { PartialSuccess = new() { Rejected = RejectedSpans, ErrorMessage = "full" } };
    }

    private ExportMetricsServiceResponse Take(ExportMetricsServiceRequest request)
    {
        Sizes.Enqueue(request.CalculateSize());
        foreach (var metric in request.ResourceMetrics.SelectMany(resource => resource.ScopeMetrics).SelectMany(scope => scope.Metrics))
            Metrics.Enqueue(metric);
        return new();
    }

    private ExportLogsServiceResponse Take(ExportLogsServiceRequest request)
    {
        foreach (var record in request.ResourceLogs.SelectMany(resource => resource.ScopeLogs).SelectMany(scope => scope.LogRecords))
            Logs.Enqueue(record);
        return new();
    }

    private TResponse Answer<TRequest, TResponse>(TRequest request, ServerCallContext context, Func<TRequest, TResponse> take)
    {
        foreach (var header in context.RequestHeaders.Where(header => !header.IsBinary)) Headers.Enqueue(new(header.Key, header.Value));
        if (Refusal is not { } refusal) return take(request);
        Refused++;
        throw new RpcException(new global::Grpc.Core.Status(refusal.Grpc, "not now"));
    }

    private async Task AnswerAsync<TRequest, TResponse>(HttpContext context, MessageParser<TRequest> parser, Func<TRequest, TResponse> take)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        foreach (var (name, value) in context.Request.Headers) Headers.Enqueue(new(name.ToLowerInvariant(), value.ToString()));
        if (Refusal is { } refusal)
        {
            Refused++;
            context.Response.StatusCode = refusal.Http;
            return;
        }

        Assert.Equal("application/x-protobuf", context.Request.ContentType);
        context.Response.ContentType = "application/x-protobuf";
        await context.Response.Body.WriteAsync(take(parser.ParseFrom(body.ToArray())).ToByteArray());
    }

    private sealed class GrpcTraces(OtlpReceiver receiver) : TraceService.TraceServiceBase
    {
        public override Task<ExportTraceServiceResponse> Export(ExportTraceServiceRequest request, ServerCallContext context) =>
            Task.FromResult(receiver.Answer(request, context, receiver.Take));
    }

    private sealed class GrpcMetrics(OtlpReceiver receiver) : MetricsService.MetricsServiceBase
    {
        public override Task<ExportMetricsServiceResponse> Export(ExportMetricsServiceRequest request, ServerCallContext context) =>
            Task.FromResult(receiver.Answer(request, context, receiver.Take));
    }

    private sealed class GrpcLogs(OtlpReceiver receiver) : LogsService.LogsServiceBase
    {
        public override Task<ExportLogsServiceResponse> Export(ExportLogsServiceRequest request, ServerCallContext context) =>
            Task.FromResult(receiver.Answer(request, context, receiver.Take));
    }
}
