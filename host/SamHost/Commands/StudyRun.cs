using Microsoft.Extensions.Options;
using SamHost.Configuration;
using SamHost.Display;
using SamHost.Reporting.StudyReport;
using SamHost.Runs.Results;
using SamHost.Studies.Execution;
using SamHost.Studies.Plans;
using SamHost.Studies.Progress;
using SamHost.Torch;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary>
/// Makes the runs of a study, with all that a person sees of it: progress, the table, what became of telemetry, the report.
/// </summary>
internal sealed class StudyRun(
    StudyPlanning planning,
    StudyRunner runner,
    IRunExecutor executor,
    ExecutionOptions options,
    IProgressDisplay display,
    TorchRuntime torch,
    IRecordedData recordedData,
    IOptions<OutputOptions> output,
    IAnsiConsole console)
{
    /// <summary>Makes the runs.</summary>
    /// <param name="isQuiet">Shows no progress, only the table.</param>
    /// <param name="cancellation">Cancels it: what the runs in progress have is written.</param>
    /// <param name="planned">Is told of the runs before the first one begins; null for nobody.</param>
    /// <exception cref="UserErrorException">Something in the settings is wrong.</exception>
    public ExitCode Run(bool isQuiet, CancellationToken cancellation, Action<StudyRuns, string>? planned = null)
    {
        IReadOnlyList<StudyPlan> points;
        using (torch.BeginLoading()) points = planning.Plan(options.Processes);
        var device = torch.Open();
        var runs = new StudyRuns(points);
        var directory = output.Value.Directory;
        if (!isQuiet) console.WriteLine(StudyText.Describe(runs, device, options.Processes));
        if (!isQuiet && !options.Restart && StudyText.OtherThreads(runs, directory) is { } others) console.WriteLine(others);
        if (!isQuiet)
        {
            foreach (var line in ProcessorText.Describe(runs.Plan.Torch, device)) console.WriteLine(line);
        }

        if (!isQuiet && StudyText.TooManyThreads(runs, options.Processes) is { } warning) console.WriteLine(warning);
        planned?.Invoke(runs, directory);
        StudyResult result;
        try
        {
            result = display.During(() => runner.Run(runs, options.Restart, cancellation));
            console.WriteLine();
            console.Write(SummaryTable.Draw(runs.Labels, result.Outcomes, console.IsPlain()));
            console.WriteLine();
            if (!isQuiet) console.WriteLine(StudyText.Conclude(runs, result, directory));
        }
        finally
        {
            // No loss is silent, however the study ended.
            if (executor.CloseTelemetry() is { } counts && (!isQuiet || counts.AnyDropped)) console.WriteLine($"Telemetry: {counts}");
        }

        if (output.Value.Report && !result.Cancelled) Report(runs.Plan.Study.Name, result, isQuiet);
        return result switch
        {
            { Cancelled: true } => ExitCode.Cancelled,
            { Outcomes: var outcomes } when outcomes.Any(outcome => outcome.Error is not null) => ExitCode.RunFailed,
            _ => ExitCode.Success,
        };
    }

    /// <summary>
    /// The report of the runs that were made, which names those that failed. The runs are what counts: that it cannot be written fails
    /// nothing.
    /// </summary>
    private void Report(string study, StudyResult result, bool isQuiet)
    {
        if (result.Outcomes.All(outcome => outcome.Result is null)) return;
        // A run that never began has no folder.
        string[] folders =
            [.. result.Outcomes.Select(outcome => outcome.Folder).Where(folder => folder.Length > 0 && RunReader.IsRun(folder))];
        var directory = output.Value.Directory;
        try
        {
            var page = ReportFiles.Write(RunSelection.Of(folders, directory), recordedData, Path.Combine(directory, study));
            if (!isQuiet) console.WriteLine($"The report is {page}.");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            console.WriteLine($"There is no report: {e.Message}");
        }
    }
}
