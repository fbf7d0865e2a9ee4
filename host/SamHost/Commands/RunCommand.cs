using System.CommandLine;
using System.CommandLine.Parsing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SamHost.Configuration;
using SamHost.Reporting;
using SamHost.Reporting.StudyReport;
using SamHost.Results;
using SamHost.Runs;
using SamHost.Studies;
using SamHost.Studies.Processes;
using SamHost.Telemetry;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost run</c>, the default verb.</summary>
public sealed class RunCommand(IHost host, IAnsiConsole console)
{
    private readonly SettingsOptions _settings = new();
    private readonly Option<string?> _out = new("--out") { Description = "The folder for results; the setting Output:Directory.", HelpName = "DIR" };
    private readonly Option<bool> _quiet = new("--quiet", "-q") { Description = "Shows no progress, only the table." };
    private readonly Option<bool> _again = new("--again") { Description = "Makes runs again that are complete already." };
    private readonly Option<int?> _parallel = new("--parallel")
    {
        Description = "Makes N runs at a time, each in a process of its own with its share of the threads.",
        HelpName = "N",
    };

    /// <summary>Makes a command run a study.</summary>
    public Command Configure(Command command)
    {
        _settings.AddWithStudyTo(command);
        _parallel.Validators.Add(RefuseNone);
        command.Options.Add(_parallel);
        command.Options.Add(_again);
        command.Options.Add(_out);
        command.Options.Add(_quiet);
        command.SetAction(arguments => (int)Run(arguments));
        return command;
    }

    private ExitCode Run(ParseResult arguments)
    {
        var logger = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger<RunCommand>();
        var workspace = Workspace.Open(arguments, _settings, Assignments(arguments), logger);
        var (parallel, quiet) = (arguments.GetValue(_parallel), arguments.GetValue(_quiet));
        var (runs, device) = workspace.OpenRuns(parallel);
        if (parallel is not null && workspace.Telemetry.PrometheusPort is not null)
            throw new UserErrorException("--parallel makes each run in a process of its own, and one port serves one process: leave out Telemetry:Prometheus:Port, or send metrics by OTLP.");

        var plain = !console.Profile.Capabilities.Interactive || !console.Profile.Out.IsTerminal;
        IProgressDisplay display = quiet ? new QuietProgress(console) : plain ? new PlainProgress(console) : new LiveProgress(console);
        if (!quiet) console.WriteLine(StudyText.Describe(runs, device, parallel));
        if (!quiet && !arguments.GetValue(_again) && StudyText.OtherThreads(runs, runs.Plan.Settings.Output.Directory) is { } others) console.WriteLine(others);
        var here = Environment.CurrentDirectory;
        var again = arguments.GetValue(_again);
        // A study that is complete already has nothing to send, and need not wait for whoever would take it.
        var sends = parallel is null && workspace.Telemetry.IsOn && new StudyLedger(runs, Path.GetFullPath(runs.Plan.Settings.Output.Directory, here), again).Missing.Count > 0;
        using var telemetry = sends ? TelemetryPipeline.Start(workspace.Telemetry, runs.All.Count, host.Services.GetRequiredService<ILoggerFactory>()) : null;
        var several = parallel is { } count ? new ParallelStudyRunner(runs, count, Scenes, here, display) { Again = again, Sends = workspace.Telemetry } : null;
        var cancellation = host.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        StudyResult result;
        try
        {
            result = display.During(() => several is null
                ? new StudyRunner(runs, Scenes, device, here, display, telemetry) { Again = again }.Run(cancellation)
                : several.Run(cancellation));
            console.WriteLine();
            console.Write(SummaryTable.Draw(runs.Labels, result.Outcomes, plain));
            console.WriteLine();
            if (!quiet) console.WriteLine(StudyText.Conclude(runs, result));
        }
        finally
        {
            // No loss is silent, however the study ended.
            var counts = several is null ? TelemetryAccount.Close(telemetry, console.WriteLine) : several.Telemetry;
            var anyBegan = several is not null || telemetry?.Runs.Count > 0;
            if (counts is not null && ((!quiet && anyBegan) || counts.AnyDropped)) console.WriteLine($"Telemetry: {counts}");
        }

        if (runs.Plan.Settings.Output.Report && !result.Cancelled)
            Report(runs.Plan, result, new RecordedData(workspace.Catalog, here, host.Services, runs.Plan.Settings.Torch.Library), quiet);
        return result switch
        {
            { Cancelled: true } => ExitCode.Cancelled,
            { Outcomes: var outcomes } when outcomes.Any(outcome => outcome.Error is not null) => ExitCode.RunFailed,
            _ => ExitCode.Success,
        };

        SceneBuilder Scenes(StudyPlan point) => new(point, device, here, host.Services);
    }

    /// <summary>The report of the runs that were made, which names those that failed. The runs are what counts: that it cannot be written is said, and fails nothing.</summary>
    private void Report(StudyPlan plan, StudyResult result, RecordedData data, bool quiet)
    {
        if (result.Outcomes.All(outcome => outcome.Result is null)) return;
        // A run that never began has no folder.
        string[] folders = [.. result.Outcomes.Select(outcome => outcome.Folder).Where(folder => folder.Length > 0 && RunReader.IsRun(folder))];
        var study = Path.Combine(plan.Settings.Output.Directory, plan.Study.Name);
        try
        {
            var page = ReportFiles.Write(RunSelection.Of(folders, plan.Settings.Output.Directory), data, study);
            if (!quiet) console.WriteLine($"The report is {page}.");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            console.WriteLine($"There is no report: {e.Message}");
        }
    }

    private static void RefuseNone(OptionResult option)
    {
        if (option.Errors.Any() || option.GetValueOrDefault<int?>() is null or >= 1) return;
        option.AddError("--parallel: give a number of processes of at least 1.");
    }

    private IEnumerable<string> Assignments(ParseResult arguments) =>
        arguments.GetValue(_out) is { } directory ? [$"Output:Directory={directory}"] : [];
}
