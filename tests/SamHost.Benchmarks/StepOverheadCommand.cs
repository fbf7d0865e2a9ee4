using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using SamHost.Torch;

namespace SamHost.Benchmarks;

/// <summary>
/// <c>step-overhead</c>: a step of the digits study in the program, without evaluations, records and telemetry, over that of a bare loop on
/// TorchSharp.
/// </summary>
public static class StepOverheadCommand
{
    private const int WarmUpEpochs = 8;

    private static readonly string[] Rules = ["sgd", "n-sam"];

    public static Command Create()
    {
        var epochs = new Option<int>("--epochs") { Description = "The epochs of a turn.", DefaultValueFactory = _ => 40 };
        var repeat = new Option<int>("--repeat") { Description = "How many turns; medians are taken.", DefaultValueFactory = _ => 5 };
        var command = new Command("step-overhead", "Measures a step of the program and of a bare loop in turns, on one thread.");
        command.Options.Add(epochs);
        command.Options.Add(repeat);
        command.SetAction(arguments => Measure(arguments.GetValue(epochs), arguments.GetValue(repeat)));
        return command;
    }

    private static void Measure(int epochs, int repeat)
    {
        TorchDevice.Open(new TorchOptions { Threads = 1 });
        Console.WriteLine($"{"rule",-8}{"bare ms",10}{"program ms",12}{"ratio",8}");
        foreach (var rule in Rules)
        {
            var turns = Enumerable.Range(0, repeat).Select(_ => (Bare: Bare(rule, epochs), Program: Program(rule, epochs))).ToList();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{rule,-8}{ProgramTurn.Median(turns.Select(turn => turn.Bare)),10:0.000}"
                    + $"{ProgramTurn.Median(turns.Select(turn => turn.Program)),12:0.000}"
                    + $"{ProgramTurn.Median(turns.Select(turn => turn.Program / turn.Bare)),8:0.00}"));
        }
    }

    private static double Bare(string rule, int epochs)
    {
        using var loop = new BareLoop(isSam: rule == "n-sam");
        return ProgramTurn.Median(Enumerable.Range(0, epochs).Select(_ => loop.TakeEpoch()).ToList().Skip(WarmUpEpochs));
    }

    // The median epoch after the first, without evaluation and records, which the manifest has.
    private static double Program(string rule, int epochs)
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
