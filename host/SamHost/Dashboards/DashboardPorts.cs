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
    public static DashboardPorts Free() => new(FreeOr(UsualPage), FreeOr(UsualGrpc), FreeOr(UsualHttp));

    private static int FreeOr(int usual)
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

    private static int Listen(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
