using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using SamHost.Configuration;
using SamHost.Display;
using SamHost.Reporting.Suspects;
using SamHost.Runs.Results;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost clean</c>: whether mended labels make a better model: the study on them, beside the study as it was.</summary>
internal sealed class CleanCommand(
    DerivedStudy cleaned, StudyRun study, CleanCommand.Uncleaned uncleaned, IAnsiConsole console) : IVerb
{
    private static readonly Option<string?> Labels = new("--labels")
    {
        Description = "The mended labels, a CSV file with the columns id and label; that of 'samhost suspects --folds' if left out.",
        HelpName = "FILE",
    };

    public static Command Define()
    {
        var command = new Command("clean", "Trains a study again on mended labels, and compares, seed by seed.");
        RecordedRuns.AddTo(command);
        command.Options.Add(Labels);
        command.Options.Add(RunCommand.Parallel);
        command.Options.Add(RunCommand.Again);
        return command;
    }

    public static void Configure(IHostApplicationBuilder builder, ParseResult arguments)
    {
        var problems = new SettingsProblems();
        var here = SettingsSource.Merge(problems);
        var directory = SettingsSource.ResultsDirectory(here, problems);
        var selection = RecordedRuns.Find(arguments, directory);
        var labels = arguments.GetValue(Labels) ?? Find(selection, directory);
        if (!File.Exists(labels)) throw new UserErrorException($"--labels: there is no file {labels}.");
        (here, var derived) = DerivedStudy.OnLabels(selection, labels, Path.GetFullPath(directory), here, problems);
        builder.Services.AddSamHostSettings(here, problems).AddSingleton(derived).AddSingleton(new Uncleaned(selection));
        RunCommand.Configure(builder.Services, RunCommand.ExecutionOf(arguments), isQuiet: false);
    }

    public ExitCode Run(CancellationToken cancellation)
    {
        var code = study.Run(isQuiet: false, cancellation, cleaned.Remember);
        if (code != ExitCode.Success) return code;
        var compared = ComparedGroup.Across(
            [RunGroups.Of(uncleaned.Selection.Runs), RunGroups.Of(cleaned.Runs.Runs)], ["as it was", "cleaned"]);
        ComparisonText.Write(console, compared);
        return ExitCode.Success;
    }

    private static string Find(RunSelection selection, string directory)
    {
        var name = selection.Runs[0].Study;
        var found = Directory.Exists(directory)
            ? Directory.GetDirectories(directory, $"{name}-folds*")
                .Where(folder => Path.GetFileName(folder)[$"{name}-folds".Length..].All(char.IsAsciiDigit))
                .Select(folder => Path.Combine(folder, CleanedLabels.Name)).Where(File.Exists)
                .MaxBy(File.GetLastWriteTimeUtc)
            : null;
        return found ?? throw new UserErrorException(
            $"There are no mended labels of {name}: samhost suspects {name} --folds 5 writes them; or name a file by --labels.");
    }

    /// <summary>The runs that the cleaned ones are compared with.</summary>
    internal sealed record Uncleaned(RunSelection Selection);
}
