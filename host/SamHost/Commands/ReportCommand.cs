using System.CommandLine;
using Microsoft.Extensions.Hosting;
using SamHost.Configuration;
using SamHost.Reporting.StudyReport;
using SamHost.Studies;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost report</c>: a page about runs, with figures.</summary>
public sealed class ReportCommand(IHost host, IAnsiConsole console)
{
    private readonly RecordedRuns _runs = new();
    private readonly Option<string?> _out = new("--out") { Description = "The folder for report.html and figures/, instead of that of the run or study.", HelpName = "DIR" };

    public Command Create()
    {
        var command = new Command("report", "Writes a page about runs, report.html, and its figures.");
        _runs.AddTo(command);
        command.Options.Add(_out);
        command.SetAction(arguments => (int)Report(arguments));
        return command;
    }

    private ExitCode Report(ParseResult arguments)
    {
        var workspace = Workspace.OfResults();
        var selection = _runs.Find(arguments, workspace.Root.Output.Directory);
        foreach (var problem in selection.Problems) console.WriteLine($"Left out: {problem}");
        var data = new RecordedData(workspace.Catalog, Environment.CurrentDirectory, host.Services, workspace.Root);
        var page = ReportFiles.Write(selection, data, RecordedRuns.OutputFolder(selection, arguments.GetValue(_out)));
        console.WriteLine($"{selection.Runs.Count} runs are in {Path.GetRelativePath(Environment.CurrentDirectory, page)}.");
        return ExitCode.Success;
    }
}
