using System.Collections.Concurrent;
using SamHost.Configuration;
using SamHost.Studies.Progress;
using SamHost.Telemetry;

namespace SamHost.Studies.Processes;

/// <summary>Runs a study with several runs at a time, each in a process of its own: a crash ends one run.</summary>
/// <param name="runs">The study; its setting <c>Torch:Threads</c> is the number of threads of each process.</param>
/// <param name="processes">How many runs are made at a time.</param>
/// <param name="rehearsal">Tries the study in this process.</param>
/// <param name="workingDirectory">Where relative paths start.</param>
/// <param name="display">Shows progress.</param>
public sealed class ParallelStudyRunner(StudyRuns runs, int processes, StudyRehearsal rehearsal, string workingDirectory, IProgressDisplay display)
{
    private readonly string _output = Path.GetFullPath(runs.Plan.Settings.Output.Directory, workingDirectory);

    // The processes talk at any time, and to one display.
    private readonly Lock _talking = new();
    private readonly HashSet<string> _said = [];

    private bool _collectorIsGone;

    /// <summary>Whether runs that are complete already are made again, and those that were interrupted begin anew.</summary>
    public bool Again { get; init; }

    /// <summary>The settings of the study.</summary>
    public required RootOptions Settings { get; init; }

    /// <summary>What the processes send.</summary>
    public required TelemetrySettings Sends { get; init; }

    /// <summary>What became of the telemetry of the processes so far; null where none was asked for any.</summary>
    public TelemetryCounts? Telemetry { get; private set; }

    /// <summary>Runs to the end, or until cancelled: then what the runs in progress have is written.</summary>
    /// <exception cref="UserErrorException">The data set or the noise cannot be had, or a component refuses them.</exception>
    public StudyResult Run(CancellationToken cancellation)
    {
        var ledger = new StudyLedger(runs, _output, Again);
        var waiting = new ConcurrentQueue<PlannedRun>(ledger.Missing);
        if (waiting.TryPeek(out var first)) Rehearse(first, cancellation);
        Task.WhenAll(Enumerable.Range(0, Math.Min(processes, waiting.Count)).Select(_ => WorkAsync(waiting, ledger, cancellation))).GetAwaiter().GetResult();
        return ledger.Close(cancellation.IsCancellationRequested && ledger.Missing.Count > 0);
    }

    /// <summary>
    /// What is wrong with the first run is said once, and not by each process. In a process of its own, too, since a component may end it or hang; what the user has
    /// wrong is then found here again, where it is known which file says it.
    /// </summary>
    private void Rehearse(PlannedRun run, CancellationToken cancellation)
    {
        var child = new ChildProcess(workingDirectory, TimeSpan.Zero);
        var (exitCode, errors) = child.RunAsync(RunRequest.OfRehearsal(run, Settings), Hear, cancellation).GetAwaiter().GetResult();
        if (cancellation.IsCancellationRequested) return;
        if (exitCode == (int)ExitCode.Configuration) rehearsal.Make(run, Sends.Traces is not null, _ => { });
        else if (exitCode != (int)ExitCode.Success && errors.Length > 0) Note(errors.TrimEnd());

        void Hear(RunMessage message)
        {
            if (message.IsGoodToKnow) display.Say(message.Text);
            else Note(message.Text);
        }
    }

    private async Task WorkAsync(ConcurrentQueue<PlannedRun> waiting, StudyLedger ledger, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested && waiting.TryDequeue(out var run))
        {
            IRunDisplay line;
            lock (_talking) line = display.Open(run.Label, run.Seed);
            var process = new RunProcess(run, _output, workingDirectory) { GoesOn = !Again, CollectorIsGone = _collectorIsGone };
            var outcome = await process.RunAsync(new Locked(line, _talking), Note, cancellation).ConfigureAwait(false);
            if (Sends.IsOn) Account(process.Telemetry ?? TelemetryCounts.None with { Uncounted = 1 });
            if (outcome is null) return;
            lock (_talking) ledger.Add(run, outcome);
        }
    }

    private void Account(TelemetryCounts counts)
    {
        lock (_talking) (Telemetry, _collectorIsGone) = ((Telemetry ?? TelemetryCounts.None) + counts, counts.NothingArrived);
    }

    // What every process has to say, such as a warning about a plugin, is said once.
    private void Note(string text)
    {
        lock (_talking)
        {
            if (_said.Add(text)) display.Note(text);
        }
    }

    private sealed class Locked(IRunDisplay display, Lock talking) : IRunDisplay
    {
        public void Show(double fraction, bool epochEnded, Func<string> numbers)
        {
            lock (talking) display.Show(fraction, epochEnded, numbers);
        }

        public void Complete()
        {
            lock (talking) display.Complete();
        }

        public void Fail()
        {
            lock (talking) display.Fail();
        }
    }
}
