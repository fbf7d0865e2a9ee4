using System.Collections.Concurrent;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SamHost.Configuration;
using SamHost.Plugins;
using SamHost.Plugins.Calls;
using SamHost.Studies.Execution;
using SamHost.Studies.Plans;
using SamHost.Studies.Progress;
using SamHost.Studies.Scenes;
using SamHost.Telemetry;

namespace SamHost.Studies.Processes;

/// <summary>Makes several runs at a time, each in a process of its own: a crash ends one run.</summary>
/// <param name="settings">The settings of the study, which each process is given.</param>
/// <param name="telemetry">What the processes send.</param>
/// <param name="rehearsal">Repeats a failed rehearsal here, where the settings' files are known, for messages that name them.</param>
/// <param name="options">How many processes, and whether interrupted runs begin anew.</param>
/// <param name="output">Where results go.</param>
/// <param name="plugins">How long a call of a plugin may take.</param>
/// <param name="environment">The processes work in its content root.</param>
/// <param name="display">Shows progress.</param>
internal sealed class ChildProcessExecutor(
    Settings settings,
    TelemetrySettings telemetry,
    StudyRehearsal rehearsal,
    ExecutionOptions options,
    IOptions<OutputOptions> output,
    IOptions<PluginsOptions> plugins,
    IHostEnvironment environment,
    IProgressDisplay display) : IRunExecutor
{
    // The processes write messages at any time, and to one display.
    private readonly Lock _displaying = new();
    private readonly HashSet<string> _noted = [];
    private bool _collectorIsGone;
    private TelemetryCounts? _counts;

    public void Execute(IReadOnlyList<PlannedRun> runs, Action<PlannedRun, RunOutcome> ended, CancellationToken cancellation)
    {
        if (telemetry.PrometheusPort is not null)
            throw new UserErrorException(
                "--parallel makes each run in a process of its own, and one port serves one process: leave out Telemetry:Prometheus:Port, "
                    + "or send metrics by OTLP.");
        using var calls = CallWatch.Start(plugins.Value.CallLimit, display.Abandon);
        Rehearse(runs[0], cancellation);
        var waiting = new ConcurrentQueue<PlannedRun>(runs);
        var workers = Enumerable.Range(0, Math.Min(options.Processes!.Value, runs.Count))
            .Select(_ => WorkAsync(waiting, ended, cancellation));
        Task.WhenAll(workers).GetAwaiter().GetResult();
    }

    // The processes have ended theirs.
    public TelemetryCounts? CloseTelemetry() => _counts;

    /// <summary>
    /// A mistake in the first run is reported once, and not by each process. The rehearsal has a process of its own, too, since a component
    /// may end it or hang; a mistake of the user is then found here again, where it is known which file says it.
    /// </summary>
    private void Rehearse(PlannedRun run, CancellationToken cancellation)
    {
        var child = new ChildProcess(environment.ContentRootPath, gracePeriod: TimeSpan.Zero);
        var (exitCode, errors) = child.RunAsync(RunRequest.OfRehearsal(run, settings), message => Note(message.Text), cancellation)
            .GetAwaiter().GetResult();
        if (cancellation.IsCancellationRequested) return;
        if (exitCode == (int)ExitCode.Configuration) rehearsal.Rehearse(run);
        else if (exitCode != (int)ExitCode.Success && errors.Length > 0) Note(errors.TrimEnd());
    }

    private async Task WorkAsync(ConcurrentQueue<PlannedRun> waiting, Action<PlannedRun, RunOutcome> ended, CancellationToken cancellation)
    {
        var folder = Path.GetFullPath(output.Value.Directory, environment.ContentRootPath);
        while (!cancellation.IsCancellationRequested && waiting.TryDequeue(out var run))
        {
            IRunDisplay line;
            lock (_displaying) line = display.Open(run.Label, run.Seed);
            var process = new RunProcess(run, folder, environment.ContentRootPath);
            var request = RunRequest.Of(run, settings, options with { Processes = null, CollectorIsGone = _collectorIsGone });
            var outcome = await process.RunAsync(request, new Locked(line, _displaying), Note, cancellation).ConfigureAwait(false);
            if (telemetry.IsOn) Count(process.Telemetry ?? TelemetryCounts.None with { Uncounted = 1 });
            if (outcome is null) return;
            lock (_displaying) ended(run, outcome);
        }
    }

    private void Count(TelemetryCounts counts)
    {
        lock (_displaying) (_counts, _collectorIsGone) = ((_counts ?? TelemetryCounts.None) + counts, counts.NothingArrived);
    }

    // What several processes report, such as a warning about a plugin, is shown once.
    private void Note(string text)
    {
        lock (_displaying)
        {
            if (_noted.Add(text)) display.Note(text);
        }
    }

    private sealed class Locked(IRunDisplay display, Lock displaying) : IRunDisplay
    {
        public void Show(double fraction, bool epochEnded, Func<string> numbers)
        {
            lock (displaying) display.Show(fraction, epochEnded, numbers);
        }

        public void Complete()
        {
            lock (displaying) display.Complete();
        }

        public void Fail()
        {
            lock (displaying) display.Fail();
        }
    }
}
