using System.CommandLine;
using System.Globalization;
using SamHost.Benchmarks.Ratios;
using SamHost.Gradients.Precision;
using SamHost.Torch;

namespace SamHost.Benchmarks;

/// <summary><c>precision-cost</c>: the time of a training step in each precision, over that in Float32.</summary>
public static class PrecisionCostCommand
{
    private const string Single = "Float32";
    private const int StepsInATurn = 3;

    public static Command Create()
    {
        var options = new StepOptions();
        var rule = StepOptions.OneOf("--rule", "The rule.", "1-sam", StepCostCommand.AllRules);
        var repeat = new Option<int>("--repeat")
        {
            Description = "How many turns, of three steps each; medians are taken over them.", DefaultValueFactory = _ => 7,
        };
        var command = new Command("precision-cost", "Measures a step in each precision in turn (A B C A B C).");
        options.AddTo(command, rule, repeat);
        command.SetAction(arguments =>
        {
            var device = options.Open(arguments);
            OneDnn.TryBFloat16(device);
            var precisions = new Dictionary<string, ComputePrecision>
            {
                [Single] = ComputePrecision.Float32,
                ["BFloat16"] = ComputePrecision.BFloat16(device),
                ["Float64"] = ComputePrecision.Float64,
            };
            var scenes = precisions.ToDictionary(
                named => named.Key,
                named => new StepScene(
                    BenchmarkModel.All[options.Model(arguments)], options.Batch(arguments), device, named.Value));
            var times = new TurnTimes();
            for (var turn = 0; turn < arguments.GetValue(repeat); turn++)
            {
                foreach (var (name, scene) in scenes)
                    times.Add(name, scene.StepTimes([arguments.GetValue(rule)!], StepsInATurn).Median(arguments.GetValue(rule)!));
            }

            Console.WriteLine($"{"precision",-10}{"ms",10}{$"/ {Single}",12}");
            foreach (var name in precisions.Keys)
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture, $"{name,-10}{times.Median(name),10:0.000}{times.MedianRatio(name, Single),12:0.000}"));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"a matrix product of bfloat16 over one of float32: {BFloat16Speed.OverFloat32(device):0.00}"));
            return 0;
        });
        return command;
    }
}
