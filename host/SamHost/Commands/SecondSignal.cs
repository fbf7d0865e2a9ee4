using System.Diagnostics;
using System.Runtime.InteropServices;
using SamHost.Configuration;
using SamHost.Plugins.Calls;
using SamHost.Studies.Processes;

namespace SamHost.Commands;

/// <summary>
/// The first Ctrl-C or SIGTERM has the process come to its end, with the step in progress finished and a checkpoint written. Whoever asks again, because a plugin
/// hangs, say, does not want to wait: that ends the process at once.
/// </summary>
internal sealed class SecondSignal : IDisposable
{
    // One wish may come as two signals: 'timeout' and job schedulers tell the process, and then its group.
    private static readonly TimeSpan OneWish = TimeSpan.FromSeconds(1);

    private readonly PosixSignalRegistration[] _signals;
    private long _first;

    /// <summary>Listens until it is disposed.</summary>
    public SecondSignal() => _signals = [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, _ => Hear()))];

    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
    }

    private void Hear()
    {
        if (Interlocked.CompareExchange(ref _first, Stopwatch.GetTimestamp(), 0) is not (> 0 and var first) || Stopwatch.GetElapsedTime(first) < OneWish) return;
        // A plugin that hangs may hold the console's lock.
        var words = new Thread(() => Console.Error.WriteLine($"Ended at once{(PluginCall.Current is { } call ? $", in {call}" : "")}. A run goes on from its last checkpoint.")) { IsBackground = true };
        words.Start();
        words.Join(OneWish);
        ChildProcess.EndAll();
        ProcessEnd.Now(ExitCode.Cancelled);
    }
}
