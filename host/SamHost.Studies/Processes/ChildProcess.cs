using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Text;

namespace SamHost.Studies.Processes;

/// <summary>
/// samhost itself as another process, by the verb <c>run-one</c>, told by standard input what to do. When that is closed, by us or because we are gone, the process
/// comes to its end. Of Ctrl-C and SIGTERM it hears nothing: whoever started it ends it.
/// </summary>
/// <param name="workingDirectory">Where it runs.</param>
/// <param name="patience">How long it may take to come to its end, once it was told to, before it is killed.</param>
public sealed class ChildProcess(string workingDirectory, TimeSpan patience)
{
    /// <summary>The verb.</summary>
    public const string Verb = "run-one";

    // What it has written is there when it ends; but a process that a plugin has started may hold its pipes for as long as it likes.
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan Blink = TimeSpan.FromMilliseconds(50);

    private static readonly ConcurrentDictionary<Process, bool> Living = [];

    /// <summary>Ends every one that lives, and what it has started, at once: there is no time to be told.</summary>
    public static void EndAll()
    {
        foreach (var process in Living.Keys) process.Kill(entireProcessTree: true);
    }

    /// <summary>Starts it and waits for its end.</summary>
    /// <param name="request">What it is to do, as one line.</param>
    /// <param name="hear">Hears what it says, on any thread, one message after the other.</param>
    /// <param name="cancellation">Tells it to come to its end.</param>
    /// <returns>How it ended, and what it wrote to standard error. What <paramref name="hear"/> throws is thrown once the process has come to its end.</returns>
    public async Task<(int ExitCode, string Errors)> RunAsync(string request, Action<RunMessage> hear, CancellationToken cancellation)
    {
        using var process = InterruptMask.During(() => Process.Start(Start())!);
        Living[process] = true;
        try
        {
            return await HearAsync(process, request, hear, cancellation).ConfigureAwait(false);
        }
        finally
        {
            Living.TryRemove(process, out _);
        }
    }

    private async Task<(int ExitCode, string Errors)> HearAsync(Process process, string request, Action<RunMessage> hear, CancellationToken cancellation)
    {
        using var stopping = new CancellationTokenSource();
        var errors = new StringBuilder();
        var (busy, heard) = (false, 0L);
        ExceptionDispatchInfo? deaf = null;
        var reading = Task.WhenAll(
            ReadAsync(process.StandardOutput, line => hear(RunMessage.Parse(line))),
            ReadAsync(process.StandardError, line => errors.Append(line).Append('\n')));
        await AskAsync(process, request).ConfigureAwait(false);
        await using var _ = cancellation.Register(() => Stop(process, stopping)).ConfigureAwait(false);
        await using var __ = stopping.Token.Register(() => process.Kill(entireProcessTree: true)).ConfigureAwait(false);

        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        var ended = Stopwatch.GetTimestamp();
        while (!reading.IsCompleted && (Volatile.Read(ref busy) || Stopwatch.GetElapsedTime(Math.Max(ended, Volatile.Read(ref heard))) < LastWords))
            await Task.WhenAny(reading, Task.Delay(Blink, CancellationToken.None)).ConfigureAwait(false);
        deaf?.Throw();
        lock (errors) return (process.ExitCode, errors.ToString());

        async Task ReadAsync(StreamReader reader, Action<string> read)
        {
            while (await reader.ReadLineAsync(CancellationToken.None).ConfigureAwait(false) is { } line)
            {
                lock (errors)
                {
                    // Whoever hears may take long: what is written to may be a pager.
                    Volatile.Write(ref busy, true);
                    Read(line, read);
                    Volatile.Write(ref heard, Stopwatch.GetTimestamp());
                    Volatile.Write(ref busy, false);
                }
            }
        }

        void Read(string line, Action<string> read)
        {
            if (deaf is not null) return;
            try
            {
                read(line);
            }
            catch (Exception e)
            {
                // It comes to its end, and until then its pipes are read, which would stop it when they are full.
                deaf = ExceptionDispatchInfo.Capture(e);
                Stop(process, stopping);
            }
        }
    }

    private ProcessStartInfo Start()
    {
        // Started as 'dotnet samhost.dll', it is started so again; else by its own program, which lies beside its assembly.
        var isDotnet = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
        var assembly = Path.Combine(AppContext.BaseDirectory, "samhost.dll");
        return new ProcessStartInfo(isDotnet ? Environment.ProcessPath! : Path.ChangeExtension(assembly, null), isDotnet ? [assembly, Verb] : [Verb])
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
    }

    private static async Task AskAsync(Process process, string request)
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
        stopping.CancelAfter(patience);
    }
}
