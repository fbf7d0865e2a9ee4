using SamHost.Studies.Progress;
using SamHost.Telemetry;

namespace SamHost.Studies.Processes;

/// <summary>A process that makes one run after another.</summary>
internal sealed class Worker : IDisposable
{
    /// <summary>A step may be long, and so may a checkpoint; a worker that takes longer than this to stop hangs.</summary>
    public static readonly TimeSpan GracePeriod = TimeSpan.FromMinutes(5);

    private readonly ChildProcess _process;
    private readonly Action<string> _note;
    private readonly Task _setUp;
    private TaskCompletionSource<RunEnd> _end = new();
    private IRunDisplay? _display;

    /// <summary>Starts it.</summary>
    /// <param name="setup">What it is told first (<see cref="WorkerSetup"/>).</param>
    /// <param name="workingDirectory">Where it runs.</param>
    /// <param name="note">Says what it has to say.</param>
    public Worker(string setup, string workingDirectory, Action<string> note)
    {
        _note = note;
        _process = ChildProcess.Start(workingDirectory, Receive);
        _setUp = _process.SendAsync(setup);
    }

    /// <summary>The data that it holds from its last run (<see cref="Plans.PlannedRun.DataKey"/>); null before its first.</summary>
    public string? DataKey { get; private set; }

    /// <summary>Whether it has begun what it was told last.</summary>
    public bool HasBegun { get; private set; }

    /// <summary>Whether it has done what it was told last.</summary>
    public bool IsIdle => _end.Task.IsCompleted;

    /// <summary>How many runs it was told to make.</summary>
    public int Runs { get; private set; }

    /// <summary>What became of its telemetry; null where it has not said.</summary>
    public TelemetryCounts? Telemetry { get; private set; }

    /// <summary>The number of the process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Its exit code, once it has ended.</summary>
    public Task<int> Ended => _process.Ended;

    /// <summary>What it wrote to standard error since it was told what to do last.</summary>
    public string Errors => _process.Errors;

    /// <summary>Has it rehearse a run.</summary>
    /// <param name="request">The request (<see cref="RunRequest"/>).</param>
    /// <returns>How that ended; null where the process ended in it.</returns>
    public Task<RunEnd?> RehearseAsync(string request) => AskAsync(request);

    /// <summary>Has it make a run.</summary>
    /// <param name="request">The request (<see cref="RunRequest"/>).</param>
    /// <param name="dataKey">The data of the run.</param>
    /// <param name="display">Shows its progress.</param>
    /// <returns>How that ended; null where the process ended in it.</returns>
    public Task<RunEnd?> MakeAsync(string request, string dataKey, IRunDisplay display)
    {
        (_display, DataKey) = (display, dataKey);
        Runs++;
        return AskAsync(request);
    }

    /// <summary>Tells it to stop: it writes a checkpoint of the run in progress.</summary>
    /// <param name="gracePeriod">How long it may take before it is killed.</param>
    public void Stop(TimeSpan gracePeriod) => _process.Stop(gracePeriod);

    public void Dispose() => _process.Dispose();

    private async Task<RunEnd?> AskAsync(string request)
    {
        var end = _end = new TaskCompletionSource<RunEnd>(TaskCreationOptions.RunContinuationsAsynchronously);
        HasBegun = false;
        _process.ForgetErrors();
        await _setUp.ConfigureAwait(false);
        await _process.SendAsync(request).ConfigureAwait(false);
        await Task.WhenAny(end.Task, Ended).ConfigureAwait(false);
        return end.Task.IsCompleted ? await end.Task.ConfigureAwait(false) : null;
    }

    private void Receive(RunMessage message)
    {
        if (message.Fraction is { } fraction) _display?.Show(fraction, message.EpochEnded, () => message.Text);
        else if (message.Begun is not null) HasBegun = true;
        else if (message.End is { } end) _end.TrySetResult(end);
        else if (message.Telemetry is { } counts) Telemetry = counts;
        else if (message.Text.Length > 0) _note(message.Text);
    }
}
