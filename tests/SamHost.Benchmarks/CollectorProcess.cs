using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace SamHost.Benchmarks;

/// <summary>
/// A collector in a process of its own, which takes everything and keeps nothing; it can be stopped as if it hung, and go on.
/// </summary>
public sealed class CollectorProcess : IDisposable
{
    private const string Verb = "collector";
    private const int Continue = 18;
    private const int Stop = 19;

    private readonly int _port;
    private Process? _process;

    public CollectorProcess()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        _port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        Start();
    }

    public string Address => $"http://localhost:{_port}";

    /// <summary>The hidden verb that is the process.</summary>
    public static Command CreateCommand()
    {
        var port = new Argument<int>("PORT");
        var command = new Command(Verb, "Takes OTLP by HTTP and keeps nothing.") { Hidden = true };
        command.Arguments.Add(port);
        command.SetAction(arguments => Listen(arguments.GetValue(port)));
        return command;
    }

    public void Start()
    {
        _process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [Verb, _port.ToString(CultureInfo.InvariantCulture)]))!;
        using var client = new HttpClient();
        while (true)
        {
            try
            {
                client.GetAsync(new Uri(Address)).GetAwaiter().GetResult();
                return;
            }
            catch (HttpRequestException)
            {
                Thread.Sleep(50);
            }
        }
    }

    /// <summary>The bytes of all traces that arrived.</summary>
    public long TraceBytes()
    {
        using var client = new HttpClient();
        return long.Parse(client.GetStringAsync(new Uri(Address)).GetAwaiter().GetResult(), CultureInfo.InvariantCulture);
    }

    /// <summary>Hangs: connections are taken, and nobody answers.</summary>
    public void Hang() => Signal(Stop);

    /// <summary>Answers again after <see cref="Hang"/>.</summary>
    public void Resume() => Signal(Continue);

    /// <summary>Is gone: connections are refused.</summary>
    public void Dispose()
    {
        if (_process is null) return;
        Resume();
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    private static void Listen(int port)
    {
        using var listener = new HttpListener();
        listener.Prefixes.Add($"http://localhost:{port}/");
        listener.Start();
        var bytes = 0L;
        while (true)
        {
            var context = listener.GetContext();
            if (context.Request.HttpMethod == "GET")
            {
                context.Response.Close(Encoding.ASCII.GetBytes(bytes.ToString(CultureInfo.InvariantCulture)), willBlock: false);
                continue;
            }

            if (context.Request.Url!.AbsolutePath == "/v1/traces") bytes += context.Request.ContentLength64;
            context.Request.InputStream.CopyTo(Stream.Null);
            context.Response.ContentType = "application/x-protobuf";
            context.Response.Close();
        }
    }

    private void Signal(int signal)
    {
        if (Kill(_process!.Id, signal) != 0) throw new InvalidOperationException($"The collector cannot be sent signal {signal}.");
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
