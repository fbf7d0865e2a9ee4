using System.Diagnostics;
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

/// <summary>Makes several runs at a time in workers, each of which makes one run after another: a crash ends one run.</summary>
/// <param name="settings">The settings of the study, which each worker is given.</param>
/// <param name="telemetry">What the workers send.</param>
/// <param name="rehearsal">Repeats a failed rehearsal here, where the settings' files are known, for messages that name them.</param>
/// <param name="options">How many workers, and whether interrupted runs begin anew.</param>
/// <param name="output">Where results go.</param>
/// <param name="plugins">How long a call of a plugin may take.</param>
/// <param name="environment">The workers run in its content root.</param>
/// <param name="display">Shows progress.</param>
internal sealed class WorkerExecutor(
    Settings settings,
    TelemetrySettings telemetry,
    StudyRehearsal rehearsal,
    ExecutionOptions options,
    IOptions<OutputOptions> output,
    IOptions<PluginsOptions> plugins,
    IHostEnvironment environment,
    IProgressDisplay display) : IRunExecutor
{
    // Workers write messages at any time, and to one display.
    private readonly Lock _gate = new();
    private readonly HashSet<string> _noted = [];
    private bool _collectorIsGone;
    private TelemetryCounts? _counts;

    public void Execute(IReadOnlyList<PlannedRun> runs, Action<PlannedRun, RunOutcome> ended, CancellationToken cancellation)
    {
        if (telemetry.PrometheusPort is not null)
            throw new UserErrorException(
                "--parallel makes runs in several processes, and one port serves one process: leave out Telemetry:Prometheus:Port, or send "
                    + "metrics by OTLP.");
        using var calls = CallWatch.Start(plugins.Value.CallLimit, display.Abandon);
        ExecuteAsync(runs, ended, cancellation).GetAwaiter().GetResult();
    }

    // The workers have ended theirs.
    public TelemetryCounts? CloseTelemetry() => _counts;

    private async Task ExecuteAsync(IReadOnlyList<PlannedRun> runs, Action<PlannedRun, RunOutcome> ended, CancellationToken cancellation)
    {
        var gracePeriod = TimeSpan.Zero;
        var workers = new Worker?[Math.Min(options.Processes!.Value, runs.Count)];
        // What ends one place for good, as a display that cannot be written to, ends all.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            // All at once, so that the others are ready when the first has rehearsed.
            for (var place = 0; place < workers.Length; place++) workers[place] = Start(runs[0]);
            await RehearseAsync(workers, runs[0], cancellation).ConfigureAwait(false);
            gracePeriod = Worker.GracePeriod;
            var schedule = new RunSchedule(runs);
            await Task.WhenAll(workers.Select((_, place) => WorkAsync(workers, place, schedule, ended, stopping))).ConfigureAwait(false);
        }
        finally
        {
            foreach (var worker in workers) worker?.Stop(gracePeriod);
            await Task.WhenAll(workers.OfType<Worker>().Select(CloseAsync)).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// A mistake in the first run is reported once, and not by each worker. A worker rehearses it, since a component may end the process or
    /// hang; a mistake of the user is then found here again, where it is known which file says it.
    /// </summary>
    private async Task RehearseAsync(Worker?[] workers, PlannedRun run, CancellationToken cancellation)
    {
        if (options.Job is not null) return;
        var worker = workers[0]!;
        await using var _ = cancellation.Register(() => worker.Stop(TimeSpan.Zero)).ConfigureAwait(false);
        var end = await worker.RehearseAsync(RunRequest.OfRehearsal(run)).ConfigureAwait(false);
        if (cancellation.IsCancellationRequested || end is { Code: ExitCode.Success, MayHaveHarmed: false }) return;
        if (end is { Code: ExitCode.Configuration }) rehearsal.Rehearse(run, _ => { });
        if (end is null && worker.Errors.Length > 0) Note(worker.Errors.TrimEnd());
        // The runs fail by the name of what has failed here.
        await CloseAsync(worker).ConfigureAwait(false);
        workers[0] = null;
    }

    private async Task WorkAsync(
        Worker?[] workers, int place, RunSchedule schedule, Action<PlannedRun, RunOutcome> ended, CancellationTokenSource stopping)
    {
        try
        {
            await WorkAsync(workers, place, schedule, ended, stopping.Token).ConfigureAwait(false);
        }
        catch (Exception)
        {
            await stopping.CancelAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task WorkAsync(
        Worker?[] workers, int place, RunSchedule schedule, Action<PlannedRun, RunOutcome> ended, CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested && Next() is { } run)
        {
            var worker = workers[place] ??= Start(run);
            var clock = Stopwatch.StartNew();
            var (outcome, hasBegun) = await MakeAsync(worker, run, cancellation).ConfigureAwait(false);
            var length = clock.Elapsed;
            if (worker.Ended.IsCompleted || outcome is { MayHaveHarmedProcess: true })
            {
                workers[place] = null;
                await CloseAsync(worker).ConfigureAwait(false);
            }

            lock (_gate)
            {
                if (!hasBegun && !cancellation.IsCancellationRequested)
                {
                    schedule.Return(run);
                    continue;
                }

                if (outcome is null) return;
                if (outcome.Result is not null) schedule.Ended(run, length);
                ended(run, outcome);
            }
        }

        if (workers[place] is not { } last) return;
        workers[place] = null;
        last.Stop(Worker.GracePeriod);
        await CloseAsync(last).ConfigureAwait(false);

        PlannedRun? Next()
        {
            lock (_gate) return schedule.Next(workers[place]?.DataKey, [.. workers.Select(worker => worker?.DataKey)]);
        }
    }

    private async Task<(RunOutcome? Outcome, bool HasBegun)> MakeAsync(Worker worker, PlannedRun run, CancellationToken cancellation)
    {
        var folder = Path.GetFullPath(output.Value.Directory, environment.ContentRootPath);
        IRunDisplay line;
        lock (_gate) line = display.Open(run.Label, run.Seed);
        await using var _ = cancellation.Register(() => worker.Stop(Worker.GracePeriod)).ConfigureAwait(false);
        return await new WorkerRun(run, folder, Note).MakeAsync(worker, new Locked(line, _gate), cancellation).ConfigureAwait(false);
    }

    private Worker Start(PlannedRun run) => new(
        WorkerSetup.Of(run, settings, options with { Processes = null, CollectorIsGone = _collectorIsGone }), environment.ContentRootPath,
        Note);

    /// <summary>Waits for the end of a worker that was told to stop or has ended, and adds up its telemetry.</summary>
    private async Task CloseAsync(Worker worker)
    {
        using var _ = worker;
        worker.Stop(Worker.GracePeriod);
        var exitCode = await worker.Ended.ConfigureAwait(false);
        if (exitCode != (int)ExitCode.Success && worker is { IsIdle: true, Runs: > 0 })
            Note($"A process ended badly after its last run, {ChildProcess.HowItEnded(exitCode)}; its runs are as they were.");
        if (!telemetry.IsOn || worker.Runs == 0) return;
        var counts = worker.Telemetry ?? TelemetryCounts.None with { Uncounted = 1 };
        lock (_gate) (_counts, _collectorIsGone) = ((_counts ?? TelemetryCounts.None) + counts, counts.NothingArrived);
    }

    // What several workers report, such as a warning about a plugin, is shown once.
    private void Note(string text)
    {
        lock (_gate)
        {
            if (_noted.Add(text)) display.Note(text);
        }
    }

    private sealed class Locked(IRunDisplay display, Lock gate) : IRunDisplay
    {
        public void Show(double fraction, bool epochEnded, Func<string> numbers)
        {
            lock (gate) display.Show(fraction, epochEnded, numbers);
        }

        public void Complete()
        {
            lock (gate) display.Complete();
        }

        public void Fail()
        {
            lock (gate) display.Fail();
        }
    }
}
