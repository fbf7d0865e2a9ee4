using System.CommandLine;
using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Reporting;
using SamHost.Runs;
using Spectre.Console;

namespace SamHost.Commands;

/// <summary><c>samhost trace</c>: a look into a run's own files, without any server.</summary>
public sealed class TraceCommand(IAnsiConsole console)
{
    private readonly Argument<string> _run = new("RUN") { Description = "The run: its folder, or the beginning of its name below runs/." };
    private readonly Option<int?> _epoch = new("--epoch") { Description = "The recorded epoch; the last one if left out.", HelpName = "E" };
    private readonly Option<long?> _step = new("--step") { Description = "The step within the run, from 0; the epoch's first if left out.", HelpName = "S" };
    private readonly Option<int?> _example = new("--example") { Description = "Shows the life of one example over the epochs instead of a step.", HelpName = "ID" };
    private readonly Option<bool> _json = new("--json") { Description = "Prints JSON." };

    public Command Create()
    {
        var command = new Command("trace", "Shows from a run's files how a step weighted its examples, or the life of one example.");
        command.Arguments.Add(_run);
        foreach (var option in new Option[] { _epoch, _step, _example, _json }) command.Options.Add(option);
        command.Validators.Add(arguments =>
        {
            if (arguments.GetValue(_step) is not null && arguments.GetValue(_example) is not null)
                arguments.AddError("--step and --example exclude each other; give one of them.");
            if (arguments.GetValue(_epoch) is not null && arguments.GetValue(_example) is not null)
                arguments.AddError("--example shows every recorded epoch; leave --epoch out.");
        });
        command.SetAction(arguments =>
        {
            var folder = RunFinder.Find(arguments.GetValue(_run)!, Environment.CurrentDirectory);
            var rows = arguments.GetValue(_example) is { } example
                ? Life(folder, example)
                : Step(folder, arguments.GetValue(_epoch), arguments.GetValue(_step));
            if (arguments.GetValue(_json)) Console.Out.WriteLine(JsonText.Of(new JsonArray([.. rows.Select(Json)])));
            else Draw(Path.GetFileName(folder.TrimEnd('/')), rows, isLife: arguments.GetValue(_example) is not null);
            return (int)ExitCode.Success;
        });
        return command;
    }

    private void Draw(string run, IReadOnlyList<ExampleRecord> rows, bool isLife)
    {
        var plain = !console.Profile.Capabilities.Interactive || !console.Profile.Out.IsTerminal;
        foreach (var line in isLife ? ExamplesTable.DescribeLife(run, rows) : [ExamplesTable.DescribeStep(run, rows)]) console.WriteLine(line);
        console.WriteLine();
        console.Write(isLife ? ExamplesTable.DrawLife(rows, plain) : ExamplesTable.DrawStep(rows, plain));
    }

    private static List<ExampleRecord> Step(string folder, int? epoch, long? step)
    {
        List<(int Epoch, long First, long Last)> recorded = [];
        IReadOnlyList<ExampleRecord> found = [];
        foreach (var rows in ExamplesReader.Epochs(folder))
        {
            var (first, last) = (rows.Min(row => row.Step), rows.Max(row => row.Step));
            recorded.Add((rows[0].Epoch, first, last));
            if ((epoch is null || epoch == rows[0].Epoch) && (step is null || (step >= first && step <= last))) found = rows;
        }

        if (found.Count > 0)
        {
            var wanted = step ?? found.Min(row => row.Step);
            return [.. found.Where(row => row.Step == wanted)];
        }

        var what = (epoch, step) switch
        {
            ({ } number, null) => $"Epoch {number}",
            ({ } number, { } place) => $"Step {place} of epoch {number}",
            _ => $"Step {step}",
        };
        throw new UserErrorException($"{what} is not recorded in {Path.Combine(folder, RunFolder.ExamplesFile)}; it has {string.Join(", ", recorded.Select(part => $"epoch {part.Epoch} (steps {part.First} to {part.Last})"))}.");
    }

    private static List<ExampleRecord> Life(string folder, int example)
    {
        List<ExampleRecord> life = [];
        var largest = -1;
        foreach (var rows in ExamplesReader.Epochs(folder))
        {
            life.AddRange(rows.Where(row => row.Index == example));
            largest = Math.Max(largest, rows.Max(row => row.Index));
        }

        return life.Count > 0
            ? life
            : throw new UserErrorException($"There is no training example {example} in {Path.Combine(folder, RunFolder.ExamplesFile)}; they go from 0 to {largest}{(example <= largest ? ", without those set aside for validation" : "")}.");
    }

    private static JsonObject Json(ExampleRecord row) => new()
    {
        ["epoch"] = row.Epoch,
        ["step"] = row.Step,
        ["index"] = row.Index,
        ["is_flipped"] = row.IsFlipped,
        ["loss"] = Finite(row.Loss),
        ["weight"] = Finite(row.Weight),
        ["logit_weight"] = Finite(row.LogitWeight),
        ["gradient_norm"] = Finite(row.GradientNorm),
    };

    // JSON has no other numbers; a run that diverged has.
    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
