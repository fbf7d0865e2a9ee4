using System.CommandLine;
using Microsoft.Extensions.Options;
using SamHost.Configuration;
using SamHost.Contracts.Suspects;
using SamHost.Display;
using SamHost.Plugins;
using SamHost.Plugins.Calls;
using SamHost.Plugins.Components;
using SamHost.Reporting.Pages;
using SamHost.Reporting.Suspects;
using SamHost.Runs.Results;
using SamHost.Studies.Plans;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost suspects</c>: the training examples whose labels are likely wrong.</summary>
internal sealed class SuspectsCommand(
    ParseResult arguments, SuspectScoring scoring, IRecordedData recordedData, IOptions<OutputOptions> output, IAnsiConsole console,
    IOptions<PluginsOptions> plugins, IServiceProvider services) : IVerb
{
    private static readonly Option<string?> Score = new(
        "--score") { Description = "The score that ranks; 'samhost plugins' lists them. The setting Suspects:Score.", HelpName = "NAME" };
    private static readonly Option<int> Epochs = PositiveOption.Create("--epochs", "Up to which epoch training counts as early.", 10);
    private static readonly Option<int> Top = PositiveOption.Create("--top", "How many examples of each ranking the page shows.", 40);
    private static readonly Option<string?> Out = new(
        "--out") { Description = "The folder for suspects.csv and suspects.html, instead of that of the run or study.", HelpName = "DIR" };

    public static Command Define()
    {
        var command = new Command("suspects", "Ranks training examples by the evidence that their label is wrong.");
        RecordedRuns.AddTo(command);
        foreach (var option in new Option[] { Score, Epochs, Top, Out }) command.Options.Add(option);
        return command;
    }

    public ExitCode Run(CancellationToken cancellation)
    {
        using var watch = CallWatch.Start(plugins.Value.CallLimit, Console.Error.WriteLine);
        var (components, ranking) = scoring.Scores(arguments.GetValue(Score));
        SuspectScore[] scores = [.. components.Select(ScoreOf)];
        var score = scores.Single(score => score.Name == ranking.Descriptor.Name);
        var selection = RecordedRuns.Find(arguments, output.Value.Directory);
        var folder = RecordedRuns.OutputFolder(selection, arguments.GetValue(Out));
        var report = SuspectsReport.Of(selection, scores, score, arguments.GetValue(Epochs));
        foreach (var problem in report.Problems) console.WriteLine($"Left out: {problem}");
        Write(report, folder, arguments.GetValue(Top));

        if (report.TruthIsKnown)
        {
            console.WriteLine();
            TextTable.Write(console, SuspectsPage.Titles, textColumns: 2, SuspectsPage.Rows(report));
            console.WriteLine();
        }

        console.WriteLine(SuspectsPage.Lead(report));
        console.WriteLine(
            $"The ranking by {score.Name} is in {Shown(folder, SuspectsFile.Name)}, the page in {Shown(folder, SuspectsPage.Name)}.");
        return ExitCode.Success;
    }

    private void Write(SuspectsReport report, string folder, int top)
    {
        var figures = SuspectsPage.Figures(report);
        var page = SuspectsPage.Of(report, figures, recordedData, top);
        try
        {
            PageFiles.Write(folder, SuspectsPage.Name, page, figures);
            SuspectsFile.Write(report, Path.Combine(folder, SuspectsFile.Name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(
                $"Results cannot be written to {folder} ({e.Message.TrimEnd('.')}); give another folder by --out.");
        }
    }

    private SuspectScore ScoreOf(BoundComponent component) =>
        new(component.Descriptor.Name, component.Descriptor.Description,
            () => new CheckedScore(component.Create<ISuspectScore>(services), component.Title));

    private static string Shown(string folder, string file) =>
        Path.GetRelativePath(Environment.CurrentDirectory, Path.Combine(folder, file));
}
