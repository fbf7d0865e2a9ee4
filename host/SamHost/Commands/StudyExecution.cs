using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SamHost.Configuration;
using SamHost.Display;
using SamHost.Plugins.Calls;
using SamHost.Reporting.StudyReport;
using SamHost.Runs.Results;
using SamHost.Studies;
using SamHost.Studies.Processes;
using SamHost.Studies.Progress;
using SamHost.Telemetry;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary>Makes the runs of a study, with all that a person sees of it: progress, the table, what became of telemetry, the report.</summary>
public sealed class StudyExecution(IHost host, IAnsiConsole console)
{
    /// <summary>Shows no progress, only the table.</summary>
    public bool Quiet { get; init; }

    /// <summary>Makes runs again that are complete already, and begins anew those that were interrupted.</summary>
    public bool Again { get; init; }

    /// <summary>How many runs are made at a time, each in a process of its own; null where they are made here, one after the other.</summary>
    public int? Parallel { get; init; }

    /// <summary>Makes the runs.</summary>
    /// <exception cref="UserErrorException">Something in the settings is wrong.</exception>
    public ExitCode Run(Workspace workspace)
    {
        var (runs, device) = workspace.OpenRuns(Parallel);
        if (Parallel is not null && workspace.Telemetry.PrometheusPort is not null)
            throw new UserErrorException("--parallel makes each run in a process of its own, and one port serves one process: leave out Telemetry:Prometheus:Port, or send metrics by OTLP.");

        var plain = !console.Profile.Capabilities.Interactive || !console.Profile.Out.IsTerminal;
        IProgressDisplay display = Quiet ? new QuietProgress(console) : plain ? new PlainProgress(console) : new LiveProgress(console);
        if (!Quiet) console.WriteLine(StudyText.Describe(runs, device, Parallel));
        if (!Quiet && !Again && StudyText.OtherThreads(runs, runs.Plan.Settings.Output.Directory) is { } others) console.WriteLine(others);
        var here = Environment.CurrentDirectory;
        // A study that is complete already has nothing to send, and need not wait for whoever would take it.
        var sends = Parallel is null && workspace.Telemetry.IsOn && new StudyLedger(runs, Path.GetFullPath(runs.Plan.Settings.Output.Directory, here), Again).Missing.Count > 0;
        using var sending = sends ? TelemetryHost.Build(workspace.Telemetry, host.Services.GetRequiredService<ILoggerFactory>()) : null;
        var telemetry = sending?.Services.GetRequiredService<TelemetryPipeline>();
        var alone = new StudyRunner(runs, Scenes, device, here, display, telemetry) { Again = Again, GoesOn = !Again };
        var several = Parallel is { } count ? new ParallelStudyRunner(runs, count, new StudyRehearsal(runs, Scenes), here, display) { Again = Again, Settings = workspace.Root, Sends = workspace.Telemetry } : null;
        var cancellation = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        StudyResult result;
        try
        {
            using (CallWatch.Start(runs.Plan.Settings.Plugins.CallLimit, GiveUp))
                result = display.During(() => several is null ? alone.Run(cancellation) : several.Run(cancellation));
            console.WriteLine();
            console.Write(SummaryTable.Draw(runs.Labels, result.Outcomes, plain));
            console.WriteLine();
            if (!Quiet) console.WriteLine(StudyText.Conclude(runs, result));
        }
        finally
        {
            // No loss is silent, however the study ended.
            var counts = several is null ? TelemetryAccount.Close(telemetry, console.WriteLine) : several.Telemetry;
            var anyBegan = several is not null || telemetry?.Runs.Count > 0;
            if (counts is not null && ((!Quiet && anyBegan) || counts.AnyDropped)) console.WriteLine($"Telemetry: {counts}");
        }

        if (runs.Plan.Settings.Output.Report && !result.Cancelled)
            Report(runs.Plan, result, new RecordedData(workspace.Catalog, here, host.Services, runs.Plan.Settings));
        return result switch
        {
            { Cancelled: true } => ExitCode.Cancelled,
            { Outcomes: var outcomes } when outcomes.Any(outcome => outcome.Error is not null) => ExitCode.RunFailed,
            _ => ExitCode.Success,
        };

        SceneBuilder Scenes(StudyPlan point) => new(point, device, here, host.Services);

        void GiveUp(string reason)
        {
            alone.GiveUp(reason);
            if (several is null) console.WriteLine("The study ends here, since its runs share this process; the same command goes on with what is missing, and --parallel keeps runs apart.");
            console.Cursor.Show();
        }
    }

    /// <summary>The report of the runs that were made, which names those that failed. The runs are what counts: that it cannot be written is said, and fails nothing.</summary>
    private void Report(StudyPlan plan, StudyResult result, RecordedData data)
    {
        if (result.Outcomes.All(outcome => outcome.Result is null)) return;
        // A run that never began has no folder.
        string[] folders = [.. result.Outcomes.Select(outcome => outcome.Folder).Where(folder => folder.Length > 0 && RunReader.IsRun(folder))];
        var study = Path.Combine(plan.Settings.Output.Directory, plan.Study.Name);
        try
        {
            var page = ReportFiles.Write(RunSelection.Of(folders, plan.Settings.Output.Directory), data, study);
            if (!Quiet) console.WriteLine($"The report is {page}.");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            console.WriteLine($"There is no report: {e.Message}");
        }
    }
}
