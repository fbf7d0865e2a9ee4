using System.Net;
using System.Net.Sockets;

namespace SamHost.Dashboards;

/// <summary>Where a dashboard listens, on this machine alone.</summary>
/// <param name="Page">The port of its page.</param>
/// <param name="Grpc">The port that takes telemetry by gRPC.</param>
/// <param name="Http">The port that takes telemetry by HTTP.</param>
internal sealed record DashboardPorts(int Page, int Grpc, int Http)
{
    private const int UsualPage = 18888;
    private const int UsualGrpc = 4317;
    private const int UsualHttp = 4318;

    /// <summary>The address that telemetry goes to.</summary>
    public string Endpoint => $"http://127.0.0.1:{Grpc}";

    /// <summary>The usual ports, or others where somebody has these.</summary>
    public static DashboardPorts Free()
    {
        // All at once, so that no two are the same.
        using var page = FreeOr(UsualPage);
        using var grpc = FreeOr(UsualGrpc);
        using var http = FreeOr(UsualHttp);
        return new DashboardPorts(Of(page), Of(grpc), Of(http));
    }

    private static int Of(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private static TcpListener FreeOr(int usual)
    {
        try
        {
            return Listen(usual);
        }
        catch (SocketException)
        {
            return Listen(0);
        }
    }

    private static TcpListener Listen(int port)
    {
        var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        return listener;
    }
}
