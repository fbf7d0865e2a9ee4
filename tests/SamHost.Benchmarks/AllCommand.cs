using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using SamHost.Benchmarks.Ratios;
using SamHost.Torch;

namespace SamHost.Benchmarks;

/// <summary><c>all</c>: the ratios of the other commands with the noise of each, and which moved from those that are stored.</summary>
public static class AllCommand
{
    // Each round makes its models anew: where memory lies is noise, too.
    private const int Rounds = 2;

    private static readonly (string Model, int Batch, int QuickTurns, int Turns)[] Steps =
        [("mlp", 32, 50, 150), ("cnn", 32, 10, 40), ("resnet18", 4, 3, 15)];

    public static Command Create()
    {
        var quick = new Option<bool>("--quick") { Description = "Few turns: less than five minutes on two cores." };
        var store = new Option<bool>("--store") { Description = "Stores the ratios instead of comparing them with the stored ones." };
        var ratios = new Option<FileInfo?>(
            "--ratios") { Description = "The file of ratios; tests/SamHost.Benchmarks/ratios.json if left out.", HelpName = "FILE" };
        var json = new Option<bool>("--json") { Description = "One JSON object a line." };
        var command = new Command("all", "Measures the ratios of the other commands on one thread, and says which moved beyond the noise.");
        foreach (var option in new Option[] { quick, store, ratios, json }) command.Options.Add(option);
        command.SetAction(arguments =>
        {
            var path = arguments.GetValue(ratios)?.FullName ?? StoredRatios.DefaultFile();
            var stored = arguments.GetValue(store) ? null : StoredRatios.Read(path);
            // One thread: threads that wait for each other are the larger part of the noise.
            TorchDevice.Open(new TorchOptions { Threads = 1 });
            var machine = MachineDescription.Describe();
            var asJson = arguments.GetValue(json);
            if (asJson) Console.WriteLine(new JsonObject { ["machine"] = machine.DeepClone() }.ToJsonString());
            List<MeasuredRatio> measured = [];
            foreach (var ratio in Measure(arguments.GetValue(quick)))
            {
                measured.Add(ratio);
                if (asJson) Console.WriteLine(Row(ratio, stored).ToJsonString());
                else Console.WriteLine(Line(ratio));
            }

            if (arguments.GetValue(store)) StoredRatios.Write(path, machine, measured);
            else if (!asJson) Compare(path, stored, machine, measured);
        });
        return command;
    }

    private static IEnumerable<MeasuredRatio> Measure(bool isQuick)
    {
        foreach (var (model, batch, quickTurns, turns) in Steps)
        {
            var times = new TurnTimes();
            var scene = new StepScene(BenchmarkModel.All[model], batch, TorchSharp.torch.CPU);
            for (var round = 0; round < Rounds; round++)
                times.Add(scene.StepTimes(StepCostCommand.AllRules, isQuick ? quickTurns : turns, StepScene.ProcessorTime));
            foreach (var rule in StepCostCommand.AllRules.Except(["sgd"])) yield return times.Ratio($"step-cost/{model}", rule, "sgd");
            foreach (var rule in StepCostCommand.AllRules.Except(["sgd", "n-sam"]))
                yield return times.Ratio($"step-cost/{model}", rule, "n-sam");
        }

        foreach (var rule in StepOverheadCommand.Rules)
        {
            var times = StepOverheadCommand.Measure(rule, StepOverheadCommand.UsualEpochs, repeat: isQuick ? 6 : 15);
            yield return times.Ratio($"step-overhead/{rule}", StepOverheadCommand.OfProgram, StepOverheadCommand.Bare);
        }

        var levels = TelemetryCostCommand.Measure("mlp", batch: 128, "1-sam", steps: 40, repeat: isQuick ? 6 : 31, TorchSharp.torch.CPU);
        foreach (var level in TelemetryCostCommand.LevelsThatCost)
            yield return levels.Times.Ratio("telemetry-cost", $"{level}", TelemetryCostCommand.Without);
    }

    private static void Compare(string path, StoredRatios? stored, JsonObject machine, IReadOnlyList<MeasuredRatio> measured)
    {
        Console.WriteLine();
        if (stored is null)
        {
            Console.WriteLine($"There are no stored ratios in {path}; --store writes them.");
            return;
        }

        if (MachineDescription.Differences(stored.Machine, machine) is { Count: > 0 } differences)
            Console.WriteLine($"The stored ratios are from elsewhere: {string.Join(", ", differences)}.");
        var fresh = measured.Where(ratio => !stored.Ratios.ContainsKey(ratio.Name)).ToList();
        if (fresh.Count > 0) Console.WriteLine($"Not stored yet: {string.Join(", ", fresh.Select(ratio => ratio.Name))}.");
        (MeasuredRatio Now, MeasuredRatio Before)[] moved =
        [
            .. measured.Where(ratio => stored.Ratios.TryGetValue(ratio.Name, out var before) && ratio.HasMovedFrom(before))
                .Select(ratio => (ratio, stored.Ratios[ratio.Name])),
        ];
        Console.WriteLine(
            $"{moved.Length} of {measured.Count - fresh.Count} ratios moved by more than the noise since {stored.Machine["date"]}.");
        if (moved.Length == 0) return;
        Console.WriteLine($"{"ratio",-42}{"stored",24}{"now",24}{"now / stored",14}");
        foreach (var (now, before) in moved)
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{now.Name,-42}{Text(before),24}{Text(now),24}{now.Median / before.Median,14:0.000}"));
    }

    private static string Line(MeasuredRatio ratio) => $"{ratio.Name,-42}{Text(ratio),24}";

    private static string Text(MeasuredRatio ratio) =>
        string.Create(CultureInfo.InvariantCulture, $"{ratio.Median:0.000} ({ratio.Low:0.000} to {ratio.High:0.000})");

    private static JsonObject Row(MeasuredRatio ratio, StoredRatios? stored)
    {
        var row = ratio.ToJson();
        if (stored?.Ratios.GetValueOrDefault(ratio.Name) is not { } before) return row;
        row["stored"] = before.ToJson();
        row["moved"] = ratio.HasMovedFrom(before) ? Math.Round(ratio.Median / before.Median, 4) : null;
        return row;
    }
}
