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
        var model = new Option<string>("--model") { Description = "The model.", DefaultValueFactory = _ => "mlp" };
        model.AcceptOnlyFromAmong([.. BenchmarkModel.All.Keys]);
        var batch = new Option<int>("--batch") { Description = "The batch size.", DefaultValueFactory = _ => 128 };
        var rule = new Option<string>("--rule") { Description = "The rule.", DefaultValueFactory = _ => "1-sam" };
        rule.AcceptOnlyFromAmong(StepCostCommand.AllRules);
        var repeat = new Option<int>("--repeat")
        {
            Description = "How many turns, of three steps each; medians are taken over them.", DefaultValueFactory = _ => 7,
        };
        var device = new Option<string>("--device") { Description = "cpu, cuda, cuda:N or auto.", DefaultValueFactory = _ => "cpu" };
        var threads = new Option<int?>("--threads") { Description = "CPU threads; the number of cores by default." };
        var command = new Command("precision-cost", "Measures a step in each precision in turn (A B C A B C).");
        foreach (var option in new Option[] { model, batch, rule, repeat, device, threads }) command.Options.Add(option);
        command.SetAction(arguments =>
        {
            var torchDevice =
                TorchDevice.Open(new TorchOptions { Device = arguments.GetValue(device)!, Threads = arguments.GetValue(threads) });
            OneDnn.TryBFloat16(torchDevice);
            var precisions = new Dictionary<string, ComputePrecision>
            {
                [Single] = ComputePrecision.Float32,
                ["BFloat16"] = ComputePrecision.BFloat16(torchDevice),
                ["Float64"] = ComputePrecision.Float64,
            };
            var scenes = precisions.ToDictionary(
                named => named.Key,
                named => new StepScene(
                    BenchmarkModel.All[arguments.GetValue(model)!], arguments.GetValue(batch), torchDevice, named.Value));
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
                $"a matrix product of bfloat16 over one of float32: {BFloat16Speed.OverFloat32(torchDevice):0.00}"));
            return 0;
        });
        return command;
    }
}
