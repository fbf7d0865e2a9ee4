using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
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
using SamHost.Studies.Relabelling;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost suspects</c>: the training examples whose labels are likely wrong.</summary>
internal sealed class SuspectsCommand(
    ParseResult arguments, SuspectScoring scoring, IRecordedData recordedData, IOptions<OutputOptions> output, IAnsiConsole console,
    IOptions<PluginsOptions> plugins, RelabelledData relabelled, IServiceProvider services) : IVerb
{
    private static readonly Option<string?> Score = new(
        "--score") { Description = "The score that ranks; 'samhost plugins' lists them. The setting Suspects:Score.", HelpName = "NAME" };
    private static readonly Option<int> Epochs = PositiveOption.Create("--epochs", "Up to which epoch training counts as early.", 10);
    private static readonly Option<int> Top = PositiveOption.Create("--top", "How many examples of each ranking the page shows.", 40);
    private static readonly Option<int?> Folds = FoldsOption();
    private static readonly Option<string?> Optimizer = new("--optimizer")
    {
        Description = "With --folds, the label of the optimizer that trains; that with the highest final test accuracy if left out.",
        HelpName = "LABEL",
    };
    private static readonly Option<bool> Review = new("--review")
    {
        Description = "With --folds, shows the suspects in the browser, one by one, to accept, reject or drop; until Ctrl-C.",
    };
    private static readonly Option<string?> Out = new("--out")
    {
        Description = "The folder for suspects.csv and suspects.html, instead of that of the run or study; or, with --folds, a file "
            + "that ends in .csv, for the labels with the suspects mended.",
        HelpName = "DIR|FILE",
    };
    private static readonly Option<string?> OutData = new("--out-data")
    {
        Description = "With --folds, a file for the data themselves with the labels mended, as the data set reads them: a table as .csv or "
            + ".parquet, of pictures a table of paths and labels, arrays as .npz.",
        HelpName = "FILE",
    };

    public static Command Define()
    {
        var command = new Command("suspects", "Ranks training examples by the evidence that their label is wrong.");
        RecordedRuns.AddTo(command);
        foreach (var option in new Option[]
            { Score, Epochs, Top, Folds, Optimizer, RunCommand.Parallel, RunCommand.Again, Out, OutData, Review, PortOption.Port })
            command.Options.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(Review) && result.GetValue(Folds) is null)
                result.AddError("--review: labels are proposed with --folds alone; add --folds 5.");
            if (result.GetValue(OutData) is not null && result.GetValue(Folds) is null)
                result.AddError("--out-data: labels are mended with --folds alone; add --folds 5.");
        });
        return command;
    }

    public static void Configure(IHostApplicationBuilder builder, ParseResult arguments)
    {
        var problems = new SettingsProblems();
        var here = SettingsSource.Merge(problems);
        if (arguments.GetValue(Folds) is { } folds)
        {
            var directory = SettingsSource.ResultsDirectory(here, problems);
            var selection = RecordedRuns.Find(arguments, directory);
            (here, var folded) = DerivedStudy.OnFolds(
                selection, folds, arguments.GetValue(Optimizer), Path.GetFullPath(directory), here, problems);
            builder.Services.AddSingleton(folded);
            RunCommand.Configure(builder.Services, RunCommand.ExecutionOf(arguments), isQuiet: false);
        }

        builder.Services.AddSamHostSettings(here, problems);
    }

    public ExitCode Run(CancellationToken cancellation)
    {
        using var watch = CallWatch.Start(plugins.Value.CallLimit, Console.Error.WriteLine);
        var asked = arguments.GetValue(Score);
        var judged = LabelJudgement.Scores.FirstOrDefault(own => own.Name.Equals(asked, StringComparison.OrdinalIgnoreCase));
        var (components, ranking) = scoring.Scores(judged is null ? asked : null);
        SuspectScore[] scores = [.. components.Select(ScoreOf)];
        var score = judged ?? scores.Single(score => score.Name == ranking.Descriptor.Name);
        var destination = arguments.GetValue(OutData);
        if (destination is not null) CheckDestination(destination, arguments.GetValue(Out));
        if (services.GetService<DerivedStudy>() is { } folded)
        {
            // Before anything is trained for it.
            if (destination is not null)
                relabelled.RequireWriter(RecordedRuns.Find(arguments, output.Value.Directory).Runs[0].Data, destination);
            var code = services.GetRequiredService<StudyRun>().Run(isQuiet: false, cancellation, folded.Remember);
            if (code != ExitCode.Success) return code;
            console.WriteLine();
        }
        else
        {
            folded = null;
        }

        var selection = folded?.Runs ?? RecordedRuns.Find(arguments, output.Value.Directory);
        var cleaned = arguments.GetValue(Out) is { } file && file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? file : null;
        if (cleaned is not null && folded is null)
            throw new UserErrorException(
                $"--out: {cleaned} is a file for mended labels, which are proposed with --folds alone; give a folder.");
        var own = cleaned is null ? arguments.GetValue(Out) : null;
        var folder = RecordedRuns.OutputFolder(selection, own ?? folded?.Folder);
        var report = SuspectsReport.Of(
            selection, scores, score, arguments.GetValue(Epochs), isAsked: asked is not null);
        foreach (var problem in report.Problems) console.WriteLine($"Left out: {problem}");
        Write(report, folder, arguments.GetValue(Top));

        if (report.TruthIsKnown)
        {
            console.WriteLine();
            TextTable.Write(console, SuspectsPage.Titles, textColumns: 2, SuspectsPage.Rows(report));
            console.WriteLine();
        }

        console.WriteLine(SuspectsPage.Lead(report));
        foreach (var ranked in report.Rankings.Where(ranked => ranked.Judgement is not null))
        {
            foreach (var line in JudgementSection.Sentences(ranked)) console.WriteLine(line);
            console.Write(JudgementText.DrawPairs(ranked.Judgement!, console.IsPlain()));
        }

        var mended = folded is null ? null
            : MendedLabels.Write(report, cleaned ?? Path.Combine(folder, CleanedLabels.Name), isAsked: cleaned is not null, console);
        console.WriteLine(
            $"The ranking by {report.Score.Name} is in {Shown(folder, SuspectsFile.Name)}, "
                + $"the page in {Shown(folder, SuspectsPage.Name)}.");
        if (arguments.GetValue(Review))
        {
            if (mended is null) throw new UserErrorException("--review: there are no mended labels to review.");
            mended.Review(recordedData, arguments.GetValue(PortOption.Port), cancellation);
        }

        if (destination is not null)
        {
            if (mended is null) throw new UserErrorException("--out-data: there are no mended labels.");
            mended.WriteData(relabelled, destination);
        }

        return ExitCode.Success;
    }

    private static void CheckDestination(string destination, string? own)
    {
        var path = Path.GetFullPath(destination);
        if (own is not null && Path.GetFullPath(own) == path)
            throw new UserErrorException($"--out-data: {destination} is the file of --out; give another name.");
        if (Path.GetFileName(path) is CleanedLabels.Name or ProbabilitiesFile.Name or SuspectsFile.Name)
            throw new UserErrorException(
                $"--out-data: {Path.GetFileName(path)} is what suspects calls a file of its own; give another name, such as "
                    + "clean-data.csv.");
        if (!Directory.Exists(Path.GetDirectoryName(path)))
            throw new UserErrorException($"--out-data: {destination} cannot be written: there is no such folder.");
    }

    private static Option<int?> FoldsOption()
    {
        var option = new Option<int?>("--folds")
        {
            Description = "Trains K runs a seed that each leave out a K-th of the examples, so that every label is judged by models "
                + "that did not see it.",
            HelpName = "K",
        };
        option.Validators.Add(result =>
        {
            if (!result.Errors.Any() && result.GetValueOrDefault<int?>() is not (null or (>= 2 and <= 100)))
                result.AddError("--folds: give a number of folds from 2 to 100.");
        });
        return option;
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
