using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using SamHost.Configuration;
using SamHost.Plugins.Calls;

namespace SamHost.Commands;

/// <summary>
/// The lines that the parent writes to the standard input. Where it closes that, by intent or because it has ended, this process stops.
/// </summary>
internal sealed class RequestQueue
{
    // Without its parent, nothing would end a call that hangs.
    private static readonly TimeSpan GracePeriod = TimeSpan.FromMinutes(5);

    private readonly BlockingCollection<string> _lines = [];

    private RequestQueue()
    {
    }

    /// <summary>Begins to read.</summary>
    /// <param name="lifetime">Is stopped at the end of the standard input; where that does not end the process, it is ended.</param>
    public static RequestQueue Start(IHostApplicationLifetime lifetime)
    {
        var queue = new RequestQueue();
        new Thread(() => queue.Read(lifetime)) { IsBackground = true, Name = "parent" }.Start();
        return queue;
    }

    /// <summary>The requests, one by one, until there will be no more or this process is to stop.</summary>
    public IEnumerable<string> Until(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            string? line;
            try
            {
                if (!_lines.TryTake(out line, Timeout.Infinite, cancellation)) yield break;
            }
            catch (OperationCanceledException)
            {
                yield break;
            }

            yield return line;
        }
    }

    private void Read(IHostApplicationLifetime lifetime)
    {
        while (Console.In.ReadLine() is { } line) _lines.Add(line);
        lifetime.StopApplication();
        _lines.CompleteAdding();
        Thread.Sleep(GracePeriod);
        ProcessEnd.Now(ExitCode.Cancelled);
    }
}
