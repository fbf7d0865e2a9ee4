using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using SamHost.Benchmarks.Ratios;
using SamHost.Torch;

namespace SamHost.Benchmarks;

/// <summary>
/// <c>step-overhead</c>: a step of the digits study in the program, without evaluations, records and telemetry, over that of a bare loop on
/// TorchSharp; and what either makes.
/// </summary>
public static class StepOverheadCommand
{
    /// <summary>What <see cref="Measure"/> calls a step of the bare loop.</summary>
    public const string Bare = "bare";

    /// <summary>What it calls one of the program.</summary>
    public const string OfProgram = "program";

    /// <summary>The epochs of a turn: in fewer, code that is still being compiled is part of the ratio.</summary>
    public const int UsualEpochs = 40;

    public static readonly string[] Rules = ["sgd", "n-sam"];

    private const int WarmUpEpochs = 8;

    public static Command Create()
    {
        var epochs = new Option<int>("--epochs") { Description = "The epochs of a turn.", DefaultValueFactory = _ => UsualEpochs };
        var repeat = new Option<int>("--repeat") { Description = "How many turns; medians are taken.", DefaultValueFactory = _ => 5 };
        var command = new Command("step-overhead", "Measures a step of the program and of a bare loop in turns, on one thread.");
        command.Options.Add(epochs);
        command.Options.Add(repeat);
        command.SetAction(arguments =>
        {
            TorchDevice.Open(new TorchOptions { Threads = 1 });
            Console.WriteLine($"{"rule",-8}{"bare ms",10}{"program ms",12}{"ratio",8}");
            foreach (var rule in Rules)
            {
                var times = Measure(rule, arguments.GetValue(epochs), arguments.GetValue(repeat));
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{rule,-8}{times.Median(Bare),10:0.000}{times.Median(OfProgram),12:0.000}"
                        + $"{times.MedianRatio(OfProgram, Bare),8:0.00}"));
            }

            WriteCounts();
        });
        return command;
    }

    /// <summary>What a step makes in the bare loop, and in optimizer, engine and base rule.</summary>
    private static void WriteCounts()
    {
        var scene = new StepScene(
            new BenchmarkModel("mlp", """{ "HiddenSizes": [256, 256] }""", [64]), BareLoop.BatchSize, TorchSharp.torch.CPU);
        Console.WriteLine($"{"rule",-8}{"tensors, bare",15}{"engine",10}{"bytes, bare",15}{"engine",10}");
        foreach (var rule in StepCostCommand.AllRules)
        {
            using var loop = new BareLoop(isSam: rule != Rules[0]);
            var (bare, engine) = (StepCounts.Of(loop.TakeStep), default(StepCounts));
            scene.Launch(rule, warmUp: 1, step => engine = StepCounts.Of(step));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{rule,-8}{bare.Tensors,15:0}{engine.Tensors,10:0}{bare.Bytes,15:0}{engine.Bytes,10:0}"));
        }
    }

    /// <summary>Milliseconds a step of the median epoch, in turns.</summary>
    /// <param name="rule">One of <see cref="Rules"/>.</param>
    /// <param name="epochs">The epochs of a turn.</param>
    /// <param name="repeat">How many turns.</param>
    internal static TurnTimes Measure(string rule, int epochs, int repeat)
    {
        var times = new TurnTimes();
        for (var turn = 0; turn < repeat; turn++)
        {
            times.Add(Bare, InBareLoop(rule, epochs));
            times.Add(OfProgram, InProgram(rule, epochs));
        }

        return times;
    }

    private static double InBareLoop(string rule, int epochs)
    {
        using var loop = new BareLoop(isSam: rule == "n-sam");
        return ProgramTurn.Median(Enumerable.Range(0, epochs).Select(_ => loop.TakeEpoch()).ToList().Skip(WarmUpEpochs));
    }

    // The median epoch after the first, without evaluation and records, which the manifest has.
    private static double InProgram(string rule, int epochs)
    {
        var results = Directory.CreateTempSubdirectory("samhost-benchmark-");
        try
        {
            string[] settings =
            [
                $"Study:Epochs={epochs}", "Study:Seeds=1", $$"""Study:Optimizers=[{"Name":"{{rule}}"}]""", "Study:RecordExamplesAt=[]",
                "Study:RecordWeightsAt=[]", $"Study:EvaluationEvery={epochs}",
            ];
            ProgramTurn.Take([.. ProgramTurn.Study(settings), "--out", results.FullName]);
            var manifest = Directory.GetFiles(results.FullName, "manifest.json", SearchOption.AllDirectories).Single();
            var seconds = (double)JsonNode.Parse(File.ReadAllText(manifest))!["time"]!["secondsAnEpoch"]!;
            return 1000 * seconds / BareLoop.StepsPerEpoch;
        }
        finally
        {
            results.Delete(recursive: true);
        }
    }
}
