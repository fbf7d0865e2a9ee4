using System.Globalization;
using SamHost.Configuration;

namespace SamHost.Plugins.Calls;

/// <summary>
/// Watches the calls into plugins: one that takes too long (<c>Plugins:CallLimit</c>) is given up, and one that ends the process is told
/// of. .NET cannot end a thread, so the process ends, with the exit code of a run that failed.
/// </summary>
public sealed class CallWatch : IDisposable
{
    private static readonly TimeSpan GiveUpTimeout = TimeSpan.FromSeconds(10);

    private readonly Action<string> _giveUp;
    private readonly ManualResetEventSlim _stop = new();
    private int _ending;

    private CallWatch(Action<string> giveUp)
    {
        _giveUp = giveUp;
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    /// <summary>Watches until it is disposed.</summary>
    /// <param name="limit">How long a call may take; null for any time.</param>
    /// <param name="giveUp">Reports and records why the process ends. Called on any thread.</param>
    public static CallWatch Start(TimeSpan? limit, Action<string> giveUp)
    {
        var watch = new CallWatch(giveUp);
        if (limit is { } time) new Thread(() => watch.Look(time)) { IsBackground = true, Name = "plugin calls" }.Start();
        return watch;
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        _stop.Set();
    }

    // Counts polls, not clock time: while the process is stopped (Ctrl-Z), neither advances.
    private void Look(TimeSpan limit)
    {
        var pause = TimeSpan.FromTicks(Math.Clamp(limit.Ticks / 20, TimeSpan.TicksPerMillisecond, TimeSpan.TicksPerSecond));
        var (seen, quiet) = (-1L, TimeSpan.Zero);
        while (!_stop.Wait(pause))
        {
            var (changes, call) = (PluginCall.Changes, PluginCall.Current);
            quiet = call is not null && changes == seen ? quiet + pause : TimeSpan.Zero;
            seen = changes;
            if (quiet >= limit)
                End($"{Sentence(call!)} has taken more than {limit.ToString("c", CultureInfo.InvariantCulture)} (Plugins:CallLimit).");
        }
    }

    private void OnExit(object? sender, EventArgs arguments)
    {
        // A normal end disposes the watch first: an exit before that is a plugin's.
        End(PluginCall.Current is { } call
            ? $"{Sentence(call)} has ended the process."
            : "A plugin has ended the process, outside of any call.");
    }

    private static string Sentence(PluginCall call) => $"{char.ToUpperInvariant(call.ToString()[0])}{call.ToString()[1..]}";

    private void End(string reason)
    {
        if (Interlocked.Exchange(ref _ending, 1) != 0) return;
        // On a thread that is not waited for without end: a plugin may hang with the console's lock in its hand, and a pager may read no
        // more.
        var last = new Thread(() => GiveUp(reason)) { IsBackground = true };
        last.Start();
        last.Join(GiveUpTimeout);
        ProcessEnd.Now(ExitCode.RunFailed);
    }

    private void GiveUp(string reason)
    {
        try
        {
            _giveUp(reason);
            Console.Out.Flush();
        }
        catch (Exception)
        {
            // The process is about to end: there is nobody to report to.
            return;
        }
    }
}
