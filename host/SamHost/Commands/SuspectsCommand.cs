using System.CommandLine;
using Microsoft.Extensions.Hosting;
using SamHost.Configuration;
using SamHost.Display;
using SamHost.Reporting.Pages;
using SamHost.Reporting.Suspects;
using SamHost.Studies;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost suspects</c>: the training examples whose labels are likely wrong.</summary>
public sealed class SuspectsCommand(IHost host, IAnsiConsole console)
{
    private readonly RecordedRuns _runs = new();
    private readonly Option<string> _score = new("--score") { Description = $"What ranks: {string.Join(", ", SuspectScore.All.Select(score => score.Name))}.", DefaultValueFactory = _ => SuspectScore.Default.Name, HelpName = "NAME" };
    private readonly Option<int> _epochs = new("--epochs") { Description = "Up to which epoch training counts as early.", DefaultValueFactory = _ => 10, HelpName = "N" };
    private readonly Option<int> _top = new("--top") { Description = "How many examples of each ranking the page shows.", DefaultValueFactory = _ => 40, HelpName = "N" };
    private readonly Option<string?> _out = new("--out") { Description = "The folder for suspects.csv and suspects.html, instead of that of the run or study.", HelpName = "DIR" };

    public Command Create()
    {
        var command = new Command("suspects", "Ranks training examples by the evidence that their label is wrong.");
        _runs.AddTo(command);
        foreach (var option in new Option[] { _score, _epochs, _top, _out }) command.Options.Add(option);
        _epochs.Validators.Add(Positive);
        _top.Validators.Add(Positive);
        command.SetAction(arguments => (int)Rank(arguments));
        return command;

        static void Positive(System.CommandLine.Parsing.OptionResult option)
        {
            if (option.Tokens is [var token] && int.TryParse(token.Value, out var number) && number < 1) option.AddError($"{option.IdentifierToken?.Value} is {number}; give 1 or more.");
        }
    }

    private ExitCode Rank(ParseResult arguments)
    {
        var name = arguments.GetValue(_score)!;
        var score = SuspectScore.All.FirstOrDefault(score => score.Name == name)
            ?? throw new UserErrorException($"--score: there is no score '{name}'; {NearestName.Advice(name, [.. SuspectScore.All.Select(score => score.Name)], "scores")}");
        var workspace = Workspace.OfResults();
        var selection = _runs.Find(arguments, workspace.Root.Output.Directory);
        var folder = RecordedRuns.OutputFolder(selection, arguments.GetValue(_out));
        var report = SuspectsReport.Of(selection, score, arguments.GetValue(_epochs));
        foreach (var problem in report.Problems) console.WriteLine($"Left out: {problem}");
        Write(report, new RecordedData(workspace.Catalog, Environment.CurrentDirectory, host.Services, workspace.Root), folder, arguments.GetValue(_top));

        if (report.TruthIsKnown)
        {
            console.WriteLine();
            console.Write(TextTable.Draw(console, SuspectsPage.Titles, textColumns: 2, SuspectsPage.Rows(report)));
            console.WriteLine();
        }

        console.WriteLine(SuspectsPage.Lead(report));
        console.WriteLine($"The ranking by {score.Name} is in {Shown(folder, SuspectsFile.Name)}, the page in {Shown(folder, SuspectsPage.Name)}.");
        return ExitCode.Success;
    }

    private static void Write(SuspectsReport report, RecordedData data, string folder, int top)
    {
        var figures = SuspectsPage.Figures(report);
        var page = SuspectsPage.Of(report, figures, data, top);
        try
        {
            PageFiles.Write(folder, SuspectsPage.Name, page, figures);
            SuspectsFile.Write(report, Path.Combine(folder, SuspectsFile.Name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"Results cannot be written to {folder} ({e.Message.TrimEnd('.')}); give another folder by --out.");
        }
    }

    private static string Shown(string folder, string file) => Path.GetRelativePath(Environment.CurrentDirectory, Path.Combine(folder, file));
}
