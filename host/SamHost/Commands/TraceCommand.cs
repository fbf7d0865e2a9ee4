using System.CommandLine;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using SamHost.Configuration;
using SamHost.Display;
using SamHost.Runs;
using SamHost.Runs.Results;
using SamHost.Studies.Plans;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost trace</c>: a look into a run's own files, without any server.</summary>
internal sealed class TraceCommand(ParseResult arguments, IOptions<OutputOptions> output, IAnsiConsole console) : IVerb
{
    private static readonly Argument<string> Named =
        new("RUN") { Description = "The run: its folder, or the beginning of its name in the folder of results." };
    private static readonly Option<int?> Epoch =
        new("--epoch") { Description = "The recorded epoch; the last one if left out.", HelpName = "E" };
    private static readonly Option<long?> StepNumber =
        new("--step") { Description = "The step within the run, from 0; the epoch's first if left out.", HelpName = "S" };
    private static readonly Option<string?> Example =
        new("--example") { Description = "Shows the life of one example over the epochs instead of a step.", HelpName = "ID" };
    private static readonly Option<bool> Json = new("--json") { Description = "Prints JSON." };

    public static Command Define()
    {
        var command = new Command("trace", "Shows from a run's files how a step weighted its examples, or the life of one example.");
        command.Arguments.Add(Named);
        foreach (var option in new Option[] { Epoch, StepNumber, Example, Json }) command.Options.Add(option);
        command.Validators.Add(given =>
        {
            if (given.GetValue(StepNumber) is not null && given.GetValue(Example) is not null)
                given.AddError("--step and --example exclude each other; give one of them.");
            if (given.GetValue(Epoch) is not null && given.GetValue(Example) is not null)
                given.AddError("--example shows every recorded epoch; leave --epoch out.");
        });
        return command;
    }

    public ExitCode Run(CancellationToken cancellation)
    {
        var folder = RunFinder.Find(arguments.GetValue(Named)!, output.Value.Directory);
        var file = Path.Combine(folder, RunFolder.ExamplesFile);
        var examples = new ExamplesTable(file);
        if (!examples.Exists)
            throw new UserErrorException(
                $"{file} is not there: {(RunReader.IsRun(folder) ? "the run recorded no epoch's examples (Study:RecordExamplesAt), or did "
                    + "not get that far." : "the folder is not that of a run.")}");
        try
        {
            var rows = arguments.GetValue(Example) is { } example
                ? Life(examples, file, example)
                : Step(examples, file, arguments.GetValue(Epoch), arguments.GetValue(StepNumber));
            if (arguments.GetValue(Json)) Console.Out.WriteLine(JsonText.Of(new JsonArray([.. rows.Select(Describe)])));
            else Draw(Path.GetFileName(folder), rows, isLife: arguments.GetValue(Example) is not null);
            return ExitCode.Success;
        }
        catch (DamagedRunException e)
        {
            throw new UserErrorException(e.Message);
        }
    }

    private void Draw(string run, IReadOnlyList<RecordedExample> rows, bool isLife)
    {
        var plain = console.IsPlain();
        foreach (var line in isLife ? TraceText.DescribeLife(run, rows) : [TraceText.DescribeStep(run, rows)]) console.WriteLine(line);
        console.WriteLine();
        console.Write(isLife ? TraceText.DrawLife(rows, plain) : TraceText.DrawStep(rows, plain));
    }

    private static List<RecordedExample> Step(ExamplesTable examples, string file, int? epoch, long? step)
    {
        List<(int Epoch, long First, long Last)> recorded = [];
        (ExampleEpoch Epoch, long[] Steps)? found = null;
        foreach (var read in examples.Epochs())
        {
            var steps = read.Step
                ?? throw new DamagedRunException($"{file} has no column 'step': another version of the program wrote it.");
            var (first, last) = (steps.Min(), steps.Max());
            recorded.Add((read.Epoch, first, last));
            if ((epoch is null || epoch == read.Epoch) && (step is null || (step >= first && step <= last))) found = (read, steps);
        }

        if (found is var (holder, places))
        {
            var wanted = step ?? places.Min();
            return [.. Enumerable.Range(0, holder.Count).Where(i => places[i] == wanted).Select(holder.At)];
        }

        var what = (epoch, step) switch
        {
            ({ } number, null) => $"Epoch {number}",
            ({ } number, { } place) => $"Step {place} of epoch {number}",
            _ => $"Step {step}",
        };
        throw new UserErrorException(
            $"{what} is not recorded in {file}; it has "
                + $"{string.Join(", ", recorded.Select(part => $"epoch {part.Epoch} (steps {part.First} to {part.Last})"))}.");
    }

    private static List<RecordedExample> Life(ExamplesTable examples, string file, string example)
    {
        List<RecordedExample> life = [];
        string[] ids = [];
        foreach (var read in examples.Epochs())
        {
            if (Array.IndexOf(read.Id, example) is >= 0 and var place) life.Add(read.At(place));
            ids = read.Id;
        }

        return life.Count > 0
            ? life
            : throw new UserErrorException(
                $"There is no training example '{example}' in {file}, which has {ids.Length}, such as '{ids[0]}' and '{ids[^1]}'"
                    + $"{NearestName.Hint(example, ids)}. Those set aside for testing and validation are not among them.");
    }

    private static JsonObject Describe(RecordedExample row) => new()
    {
        ["epoch"] = row.Epoch,
        ["step"] = row.Step,
        ["id"] = row.Id,
        ["is_flipped"] = row.IsFlipped,
        ["loss"] = Finite(row.Loss),
        ["weight"] = Finite(row.Weight),
        ["logit_weight"] = Finite(row.LogitWeight),
        ["gradient_norm"] = Finite(row.GradientNorm),
    };

    // JSON has no other numbers; a run that diverged has.
    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
