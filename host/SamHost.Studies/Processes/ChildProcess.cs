using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Text;

namespace SamHost.Studies.Processes;

/// <summary>
/// samhost itself as another process, by the verb <c>run-one</c>, which reads what to do from standard input. When that is closed, by us or
/// because we are gone, the process stops. It does not receive Ctrl-C and SIGTERM: this process stops it.
/// </summary>
/// <param name="workingDirectory">Where it runs.</param>
/// <param name="gracePeriod">How long it may take to stop, once it was told to, before it is killed.</param>
public sealed class ChildProcess(string workingDirectory, TimeSpan gracePeriod)
{
    /// <summary>The verb.</summary>
    public const string Verb = "run-one";

    // What it has written is there when it ends; but a process that a plugin has started may hold its pipes open.
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private static readonly ConcurrentDictionary<Process, bool> Running = [];

    /// <summary>Kills every one that runs, and what it has started.</summary>
    public static void KillAll()
    {
        foreach (var process in Running.Keys) process.Kill(entireProcessTree: true);
    }

    /// <summary>Starts it and waits for its end.</summary>
    /// <param name="request">What it is to do, as one line.</param>
    /// <param name="received">Is called with each message, on any thread, one after the other.</param>
    /// <param name="cancellation">Stops the process.</param>
    /// <returns>
    /// How it ended, and what it wrote to standard error. What <paramref name="received"/> throws is thrown once the process has ended.
    /// </returns>
    public async Task<(int ExitCode, string Errors)> RunAsync(string request, Action<RunMessage> received, CancellationToken cancellation)
    {
        using var process = InterruptMask.During(() => Process.Start(Start())!);
        Running[process] = true;
        try
        {
            return await ExchangeAsync(process, request, received, cancellation).ConfigureAwait(false);
        }
        finally
        {
            Running.TryRemove(process, out _);
        }
    }

    private async Task<(int ExitCode, string Errors)> ExchangeAsync(
        Process process, string request, Action<RunMessage> received, CancellationToken cancellation)
    {
        using var stopping = new CancellationTokenSource();
        var errors = new StringBuilder();
        var (isHandling, handled) = (false, 0L);
        ExceptionDispatchInfo? failure = null;
        var reading = Task.WhenAll(
            ReadAsync(process.StandardOutput, line => received(RunMessage.Parse(line))),
            ReadAsync(process.StandardError, line => errors.Append(line).Append('\n')));
        await WriteRequestAsync(process, request).ConfigureAwait(false);
        await using var _ = cancellation.Register(() => Stop(process, stopping)).ConfigureAwait(false);
        await using var __ = stopping.Token.Register(() => process.Kill(entireProcessTree: true)).ConfigureAwait(false);

        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        var ended = Stopwatch.GetTimestamp();
        while (!reading.IsCompleted
            && (Volatile.Read(ref isHandling) || Stopwatch.GetElapsedTime(Math.Max(ended, Volatile.Read(ref handled))) < DrainTimeout))
            await Task.WhenAny(reading, Task.Delay(PollInterval, CancellationToken.None)).ConfigureAwait(false);
        failure?.Throw();
        lock (errors) return (process.ExitCode, errors.ToString());

        async Task ReadAsync(StreamReader reader, Action<string> read)
        {
            while (await reader.ReadLineAsync(CancellationToken.None).ConfigureAwait(false) is { } line)
            {
                lock (errors)
                {
                    // The callback may take long: it may write to a pager.
                    Volatile.Write(ref isHandling, true);
                    Read(line, read);
                    Volatile.Write(ref handled, Stopwatch.GetTimestamp());
                    Volatile.Write(ref isHandling, false);
                }
            }
        }

        void Read(string line, Action<string> read)
        {
            if (failure is not null) return;
            try
            {
                read(line);
            }
            catch (Exception e)
            {
                // Until the process ends its pipes are read on: it would block once they are full.
                failure = ExceptionDispatchInfo.Capture(e);
                Stop(process, stopping);
            }
        }
    }

    private ProcessStartInfo Start()
    {
        // Started as 'dotnet samhost.dll', it is started so again; else by its own program, which lies beside its assembly.
        var isDotnet = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
        var assembly = Path.Combine(AppContext.BaseDirectory, "samhost.dll");
        return new ProcessStartInfo(
            isDotnet ? Environment.ProcessPath! : Path.ChangeExtension(assembly, null), isDotnet ? [assembly, Verb] : [Verb])
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    private static async Task WriteRequestAsync(Process process, string request)
    {
        try
        {
            await process.StandardInput.WriteLineAsync(request).ConfigureAwait(false);
            await process.StandardInput.FlushAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // It is gone already; its exit code and its errors say why.
            return;
        }
    }

    private void Stop(Process process, CancellationTokenSource stopping)
    {
        // Not the writer: it would try once more to send what a process that is gone did not read.
        process.StandardInput.BaseStream.Close();
        stopping.CancelAfter(gracePeriod);
    }
}
