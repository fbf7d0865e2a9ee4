using System.CommandLine;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using SamHost.Configuration;
using SamHost.Display;
using SamHost.Runs.Results;
using SamHost.Studies.Plans;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost compare</c>: finished studies beside each other, with paired differences.</summary>
internal sealed class CompareCommand(ParseResult arguments, IOptions<OutputOptions> output, IAnsiConsole console) : IVerb
{
    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    public static Command Define()
    {
        var command = new Command("compare", "Compares finished studies, or the optimizers of one, seed by seed.");
        RecordedRuns.AddTo(command);
        command.Options.Add(Json);
        return command;
    }

    public ExitCode Run(CancellationToken cancellation)
    {
        var selections = RecordedRuns.FindEach(arguments, output.Value.Directory);
        var groups = selections.Select(selection => RunGroups.Of(selection.Runs)).ToList();
        var compared = groups.Count == 1 ? ComparedGroup.WithinStudies(groups[0]) : ComparedGroup.Across(groups, Names(selections));
        if (arguments.GetValue(Json))
        {
            Console.Out.WriteLine(JsonText.Of(new JsonObject
            {
                ["groups"] = new JsonArray([.. compared.Select(Describe)]),
                ["leftOut"] =
                    new JsonArray([.. selections.SelectMany(selection => selection.Problems).Select(problem => JsonValue.Create(problem))]),
            }));
            return ExitCode.Success;
        }

        foreach (var problem in selections.SelectMany(selection => selection.Problems)) console.WriteLine($"Left out: {problem}");
        ComparisonText.Write(console, compared);
        if (groups.Count > 1)
            console.WriteLine(
                "The reference is the same optimizer in the first study, or else the first optimizer there that perturbs nothing; where "
                + "the studies differ in their data, sharing a seed pairs less.");
        return ExitCode.Success;
    }

    // By the folder's own name, where these are different.
    private IReadOnlyList<string> Names(IReadOnlyList<RunSelection> selections)
    {
        string[] own = [.. selections.Select(selection => Path.GetFileName(selection.Folders[0].TrimEnd('/')))];
        return own.Distinct().Count() == own.Length ? own : RecordedRuns.Names(arguments);
    }

    private static JsonObject Describe(ComparedGroup compared) => new()
    {
        ["name"] = compared.Group.Name,
        ["study"] = compared.Group.Study,
        ["optimizer"] = compared.Group.Runs[0].Optimizer,
        ["seeds"] = new JsonArray([.. compared.Group.Runs.Select(run => JsonValue.Create(run.Seed))]),
        ["reference"] = compared.IsReference ? null : compared.Reference.Name,
        ["peakTestAccuracy"] = Describe(compared, run => run.PeakTestAccuracy, compared.TestDifference),
        ["finalTestAccuracy"] = Describe(compared, run => run.FinalTestAccuracy, compared.TestDifference),
        ["memorised"] = Describe(compared, run => run.Metrics.Last("train_accuracy_mislabelled"), compared.Difference),
        ["recovered"] = Describe(compared, run => run.Metrics.Last("train_accuracy_mislabelled_true"), compared.Difference),
        ["secondsAnEpoch"] = Describe(compared, run => run.SecondsAnEpoch, compared.Difference),
    };

    private static JsonObject? Describe(
        ComparedGroup compared, Func<RecordedRun, double?> quantity, Func<Func<RecordedRun, double?>, PairedDifference?> compare)
    {
        if (Spread.Of(compared.Group.Values(quantity)) is not { } spread) return null;
        var json = new JsonObject { ["mean"] = spread.Mean, ["deviation"] = spread.Deviation };
        if (compare(quantity) is { } difference)
        {
            json["difference"] = new JsonObject
            {
                ["mean"] = difference.Mean,
                ["low"] = difference.Mean - difference.Margin,
                ["high"] = difference.Mean + difference.Margin,
                ["pairs"] = difference.Pairs,
            };
        }

        return json;
    }
}
