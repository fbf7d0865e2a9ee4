using System.CommandLine;
using System.Globalization;

namespace SamHost.Benchmarks.MadeRuns;

/// <summary><c>made-runs</c>: folders of runs that nobody trained, with drawn numbers, in the format of the program.</summary>
public static class MadeRunsCommand
{
    /// <summary>How many runs are made.</summary>
    public static readonly Option<int> Runs = new("--runs") { Description = "How many runs.", DefaultValueFactory = _ => 1000 };

    private static readonly Option<int> Seeds =
        new("--seeds") { Description = "How many of them differ in their seed alone.", DefaultValueFactory = _ => 5 };

    private static readonly Option<int> Examples = new("--examples")
    {
        Description = "The training examples of a run; as many as the digits have by default.",
        DefaultValueFactory = _ => MadeStudy.DigitsExamples,
    };

    private static readonly Option<int> Recorded =
        new("--recorded") { Description = "How many of the 10 epochs record them.", DefaultValueFactory = _ => 7 };

    public static Command Create()
    {
        var results = new Option<DirectoryInfo>(
            "--out") { Description = "The folder of results, in which the study 'made' appears.", HelpName = "DIR", Required = true };
        var command = new Command("made-runs", "Writes folders of runs that nobody trained, as the program writes those of its runs.");
        command.Options.Add(results);
        AddTo(command);
        command.SetAction(arguments =>
        {
            var study = Study(arguments);
            var folder = study.Write(arguments.GetValue(results)!.FullName);
            Console.WriteLine(
                string.Create(CultureInfo.InvariantCulture, $"{study.Runs} runs with {study.Records} recorded examples are in {folder}."));
        });
        return command;
    }

    /// <summary>Adds the options that say which study is made.</summary>
    internal static void AddTo(Command command)
    {
        foreach (var option in new Option[] { Runs, Seeds, Examples, Recorded }) command.Options.Add(option);
    }

    /// <summary>The study that they say.</summary>
    internal static MadeStudy Study(ParseResult arguments) => new()
    {
        Runs = arguments.GetValue(Runs),
        Seeds = arguments.GetValue(Seeds),
        Examples = arguments.GetValue(Examples),
        RecordedEpochs = arguments.GetValue(Recorded),
    };
}
