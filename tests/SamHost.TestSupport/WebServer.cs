using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SamHost.TestSupport;

/// <summary>
/// A web server on this machine that can do what servers do: go on in the middle of a file, or not; cut connections; send something else.
/// </summary>
internal sealed class WebServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private int _cuts;

    public WebServer()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");

    /// <summary>The files by their paths, with a slash in front.</summary>
    public Dictionary<string, byte[]> Files { get; } = [];

    /// <summary>What was asked: the first line of each request, and its range.</summary>
    public ConcurrentQueue<(string Line, string? Range)> Requests { get; } = [];

    /// <summary>Whether a request for the rest of a file gets it; else it gets all of it.</summary>
    public bool KnowsRanges { get; set; } = true;

    /// <summary>Whether it says how long a file is.</summary>
    public bool SaysLengths { get; set; } = true;

    /// <summary>A status that answers the first requests, and how many.</summary>
    public (int Status, int Times) Refuses { get; set; }

    /// <summary>After how many bytes connections are cut, and how many connections.</summary>
    public (int Bytes, int Times) Cuts { get; set; }

    /// <summary>
    /// After how many bytes of an answer, its head included, the first connections fall silent, and how many connections.
    /// </summary>
    public (int Bytes, int Times) FallsSilent { get; set; }

    public void Dispose() => _listener.Stop();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync();
                await AnswerAsync(client);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // It was disposed.
            return;
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        try
        {
            var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
            var line = await reader.ReadLineAsync() ?? "";
            string? range = null;
            while (await reader.ReadLineAsync() is { Length: > 0 } header)
            {
                if (header.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase)) range = header["Range: bytes=".Length..];
            }

            Requests.Enqueue((line, range));
            var answer = Answer(line, range);
            var isSilent = Requests.Count <= FallsSilent.Times;
            await stream.WriteAsync(isSilent ? answer.AsMemory(0, FallsSilent.Bytes) : answer);
            // Until the other side has had enough of it.
            if (isSilent) await reader.ReadLineAsync();
            // A cut is the end of the connection before the end of the file.
        }
        catch (IOException)
        {
            // The other side has heard enough.
            return;
        }
    }

    private byte[] Answer(string line, string? range)
    {
        if (Requests.Count <= Refuses.Times) return Head($"{Refuses.Status} No", 0, "");
        var target = line.Split(' ')[1];
        // A proxy is asked for a whole address.
        var path = Uri.TryCreate(target, UriKind.Absolute, out var address) && address.Scheme == "http" ? address.AbsolutePath : target;
        if (!Files.TryGetValue(path, out var file)) return Head("404 Not Found", 0, "");
        var from = KnowsRanges && range is not null ? int.Parse(range.TrimEnd('-'), CultureInfo.InvariantCulture) : 0;
        if (from >= file.Length && from > 0) return Head("416 Range Not Satisfiable", 0, "");
        var head = from == 0
            ? Head("200 OK", file.Length, "")
            : Head("206 Partial Content", file.Length - from, $"Content-Range: bytes {from}-{file.Length - 1}/{file.Length}\r\n");
        var body = file.AsSpan(from);
        if (_cuts++ < Cuts.Times) body = body[..Math.Min(Cuts.Bytes, body.Length)];
        return [.. head, .. body];
    }

    private byte[] Head(string status, int length, string more) =>
        Encoding.ASCII.GetBytes(
            $"HTTP/1.1 {status}\r\n{(SaysLengths ? $"Content-Length: {length}\r\n" : "")}{more}Connection: close\r\n\r\n");
}
