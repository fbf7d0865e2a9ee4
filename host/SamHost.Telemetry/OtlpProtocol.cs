namespace SamHost.Telemetry;

/// <summary>How telemetry travels to a collector.</summary>
public enum OtlpProtocol
{
    /// <summary>OTLP over gRPC; the usual port is 4317.</summary>
    Grpc,

    /// <summary>OTLP over HTTP 1.1 with binary bodies; the usual port is 4318.</summary>
    HttpProtobuf,
}
