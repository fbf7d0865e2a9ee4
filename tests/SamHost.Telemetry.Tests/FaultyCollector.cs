using System.Net;
using System.Net.Sockets;

namespace SamHost.Telemetry.Tests;

/// <summary>A socket that is no good collector.</summary>
internal sealed class FaultyCollector : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _connections = [];
    private readonly bool _resets;

    /// <param name="resets">
    /// Whether it resets each connection once something arrived; else it hangs: takes what comes, and never answers.
    /// </param>
    public FaultyCollector(bool resets)
    {
        _resets = resets;
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Address => $"http://{_listener.LocalEndpoint}";

    /// <summary>The number of connections that came.</summary>
    public int Connections { get; private set; }

    /// <summary>An address that nobody listens at.</summary>
    public static string Nobody()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = $"http://{listener.LocalEndpoint}";
        listener.Stop();
        return address;
    }

    public void Dispose()
    {
        _listener.Stop();
        lock (_connections)
        {
            foreach (var connection in _connections) connection.Dispose();
        }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var connection = await _listener.AcceptSocketAsync();
                Connections++;
                if (_resets)
                {
                    await connection.ReceiveAsync(new byte[16]);
                    // No goodbye: the peer sees "connection reset".
                    connection.Close(0);
                    continue;
                }

                lock (_connections) _connections.Add(connection);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return;
        }
    }
}
