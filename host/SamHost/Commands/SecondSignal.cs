using System.Diagnostics;
using System.Runtime.InteropServices;
using SamHost.Configuration;
using SamHost.Plugins.Calls;
using SamHost.Studies.Processes;

namespace SamHost.Commands;

/// <summary>
/// The first Ctrl-C or SIGTERM stops the host: the step in progress is finished and a checkpoint written. A second one, because a plugin
/// hangs, say, ends the process at once.
/// </summary>
internal sealed class SecondSignal : IDisposable
{
    // One request may come as two signals: 'timeout' and job schedulers signal the process, and then its group.
    private static readonly TimeSpan SameRequest = TimeSpan.FromSeconds(1);

    private readonly PosixSignalRegistration[] _signals;
    private long _first;

    /// <summary>Listens until it is disposed.</summary>
    public SecondSignal() =>
        _signals = [
            .. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM }.Select(signal => PosixSignalRegistration.Create(signal, _ => Received()))];

    public void Dispose()
    {
        foreach (var signal in _signals) signal.Dispose();
    }

    private void Received()
    {
        var first = Interlocked.CompareExchange(ref _first, Stopwatch.GetTimestamp(), 0);
        if (first == 0 || Stopwatch.GetElapsedTime(first) < SameRequest) return;
        var call = PluginCall.Current is { } current ? $", in {current}" : "";
        // A plugin that hangs may hold the console's lock.
        var message = new Thread(
            () => Console.Error.WriteLine($"Ended at once{call}. A run goes on from its last checkpoint.")) { IsBackground = true };
        message.Start();
        message.Join(SameRequest);
        ChildProcess.KillAll();
        ProcessEnd.Now(ExitCode.Cancelled);
    }
}
