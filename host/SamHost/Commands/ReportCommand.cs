using System.CommandLine;
using Microsoft.Extensions.Options;
using SamHost.Configuration;
using SamHost.Plugins;
using SamHost.Reporting.StudyReport;
using SamHost.Runs.Results;
using SamHost.Studies.Plans;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost report</c>: a page about runs, with figures.</summary>
internal sealed class ReportCommand(
    ParseResult arguments, InstalledPlugins plugins, IRecordedData recordedData, IOptions<OutputOptions> output, IAnsiConsole console)
        : IVerb
{
    private static readonly Option<string?> Out =
        new("--out") { Description = "The folder for report.html and figures/, instead of that of the run or study.", HelpName = "DIR" };

    public static Command Define()
    {
        var command = new Command("report", "Writes a page about runs, report.html, and its figures.");
        RecordedRuns.AddTo(command);
        command.Options.Add(Out);
        return command;
    }

    public ExitCode Run(CancellationToken cancellation)
    {
        // The section of plugins has to be right, also where nothing is a picture.
        plugins.Load();
        var selection = RecordedRuns.Find(arguments, output.Value.Directory);
        foreach (var problem in selection.Problems) console.WriteLine($"Left out: {problem}");
        var page = ReportFiles.Write(selection, recordedData, RecordedRuns.OutputFolder(selection, arguments.GetValue(Out)));
        console.WriteLine($"{selection.Runs.Count} runs are in {Path.GetRelativePath(Environment.CurrentDirectory, page)}.");
        return ExitCode.Success;
    }
}
