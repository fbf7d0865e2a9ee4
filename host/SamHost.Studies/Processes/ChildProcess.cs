using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Text;

namespace SamHost.Studies.Processes;

/// <summary>
/// samhost itself as another process, by the verb <c>work</c>, which reads what to do from standard input. When that is closed, by us or
/// because we are gone, the process stops. It does not receive Ctrl-C and SIGTERM: this process stops it.
/// </summary>
public sealed class ChildProcess : IDisposable
{
    /// <summary>The verb.</summary>
    public const string Verb = "work";

    // What it has written is there when it ends; but a process that a plugin has started may hold its pipes open.
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(3);

    // The end of what it says is what led to its own.
    private const int LongestErrors = 1 << 16;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    private static readonly ConcurrentDictionary<Process, bool> Running = [];

    private readonly Process _process;
    private readonly Action<RunMessage> _received;
    private readonly CancellationTokenSource _killing = new();
    private readonly StringBuilder _errors = new();
    private ExceptionDispatchInfo? _failure;
    private volatile bool _isHandling;
    private long _handled;
    private DateTime _deadline = DateTime.MaxValue;

    private ChildProcess(Process process, Action<RunMessage> received)
    {
        (_process, _received, Id) = (process, received, process.Id);
        Ended = WaitAsync();
    }

    /// <summary>The number of the process.</summary>
    public int Id { get; }

    /// <summary>
    /// Its exit code, once it has ended and all that it wrote was received. What the callback threw is thrown here.
    /// </summary>
    public Task<int> Ended { get; }

    /// <summary>What it has written to standard error since that was last forgotten, but for the beginning of very much.</summary>
    public string Errors
    {
        get
        {
            lock (_errors) return _errors.ToString();
        }
    }

    /// <summary>
    /// What starts this program: as 'dotnet samhost.dll' where it was started so; else its own program, which lies beside its assembly.
    /// </summary>
    public static IReadOnlyList<string> Program
    {
        get
        {
            var assembly = Path.Combine(AppContext.BaseDirectory, "samhost.dll");
            return Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
                ? [Environment.ProcessPath!, assembly]
                : [Path.ChangeExtension(assembly, null)];
        }
    }

    /// <summary>How a process ended, as the end of a clause.</summary>
    public static string HowItEnded(int exitCode) => exitCode > 128 ? $"by signal {exitCode - 128}" : $"with exit code {exitCode}";

    /// <summary>Starts it.</summary>
    /// <param name="workingDirectory">Where it runs.</param>
    /// <param name="received">Is called with each message, on any thread, one after the other.</param>
    public static ChildProcess Start(string workingDirectory, Action<RunMessage> received)
    {
        var process = StartProgram(workingDirectory, Verb);
        Running[process] = true;
        return new ChildProcess(process, received);
    }

    /// <summary>
    /// Starts samhost itself as another process, which hears neither Ctrl-C nor SIGTERM, with its three streams redirected.
    /// </summary>
    /// <param name="workingDirectory">Where it runs.</param>
    /// <param name="verb">What it does.</param>
    public static Process StartProgram(string workingDirectory, string verb) =>
        InterruptMask.During(() => Process.Start(StartInfo(workingDirectory, verb))!);

    /// <summary>Kills every one that runs, and what it has started.</summary>
    public static void KillAll()
    {
        foreach (var process in Running.Keys) process.Kill(entireProcessTree: true);
    }

    /// <summary>Sends it a line. Where it is gone, its exit code and its errors say why.</summary>
    public async Task SendAsync(string line)
    {
        try
        {
            await _process.StandardInput.WriteLineAsync(line).ConfigureAwait(false);
            await _process.StandardInput.FlushAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            return;
        }
    }

    /// <summary>Forgets what it has written to standard error.</summary>
    public void ForgetErrors()
    {
        lock (_errors) _errors.Clear();
    }

    /// <summary>Tells it to stop.</summary>
    /// <param name="gracePeriod">
    /// How long it may take before it is killed, and what it has started. An earlier call that gave it less stands.
    /// </param>
    public void Stop(TimeSpan gracePeriod)
    {
        if (Ended.IsCompleted) return;
        // Not the writer: it would try once more to send what a process that is gone did not read.
        _process.StandardInput.BaseStream.Close();
        lock (_killing)
        {
            var deadline = DateTime.UtcNow + gracePeriod;
            if (deadline >= _deadline) return;
            _deadline = deadline;
            _killing.CancelAfter(gracePeriod);
        }
    }

    public void Dispose()
    {
        _process.Dispose();
        _killing.Dispose();
    }

    private async Task<int> WaitAsync()
    {
        // Everything of this object is there before anything is received.
        await Task.Yield();
        var reading = Task.WhenAll(
            ReadAsync(_process.StandardOutput, line => _received(RunMessage.Parse(line))),
            ReadAsync(_process.StandardError, KeepError));
        await using var _ = _killing.Token.Register(() => _process.Kill(entireProcessTree: true)).ConfigureAwait(false);
        await _process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        Running.TryRemove(_process, out var _);
        var ended = Stopwatch.GetTimestamp();
        while (!reading.IsCompleted
            && (_isHandling || Stopwatch.GetElapsedTime(Math.Max(ended, Volatile.Read(ref _handled))) < DrainTimeout))
            await Task.WhenAny(reading, Task.Delay(PollInterval, CancellationToken.None)).ConfigureAwait(false);
        _failure?.Throw();
        return _process.ExitCode;
    }

    private async Task ReadAsync(StreamReader reader, Action<string> read)
    {
        while (await reader.ReadLineAsync(CancellationToken.None).ConfigureAwait(false) is { } line)
        {
            lock (_errors)
            {
                // The callback may take long: it may write to a pager.
                _isHandling = true;
                Read(line, read);
                Volatile.Write(ref _handled, Stopwatch.GetTimestamp());
                _isHandling = false;
            }
        }
    }

    private void KeepError(string line)
    {
        _errors.Append(line).Append('\n');
        if (_errors.Length > LongestErrors) _errors.Remove(0, _errors.Length - LongestErrors);
    }

    private void Read(string line, Action<string> read)
    {
        if (_failure is not null) return;
        try
        {
            read(line);
        }
        catch (Exception e)
        {
            // Until the process ends its pipes are read on: it would block once they are full.
            _failure = ExceptionDispatchInfo.Capture(e);
            Stop(Worker.GracePeriod);
        }
    }

    private static ProcessStartInfo StartInfo(string workingDirectory, string verb) => new(Program[0], [.. Program.Skip(1), verb])
    {
        WorkingDirectory = workingDirectory,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    };
}
