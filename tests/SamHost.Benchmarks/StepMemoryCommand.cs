using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using SamHost.Torch;
using TorchSharp;

namespace SamHost.Benchmarks;

/// <summary>
/// <c>step-memory</c>: resident memory and living tensors over the steps of one rule, in a process that does nothing else.
/// </summary>
public static class StepMemoryCommand
{
    public const string Name = "step-memory";

    private const int Lines = 10;

    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "The model.", DefaultValueFactory = _ => "mlp" };
        model.AcceptOnlyFromAmong([.. BenchmarkModel.All.Keys]);
        var batch = new Option<int>("--batch") { Description = "The batch size.", DefaultValueFactory = _ => 128 };
        var rule = new Option<string>("--rule") { Description = "The rule.", DefaultValueFactory = _ => "1-sam" };
        rule.AcceptOnlyFromAmong(StepCostCommand.AllRules);
        var steps = new Option<int>("--steps") { Description = "How many steps.", DefaultValueFactory = _ => 12 };
        var device = new Option<string>("--device") { Description = "cpu, cuda, cuda:N or auto.", DefaultValueFactory = _ => "cpu" };
        var threads = new Option<int?>("--threads") { Description = "CPU threads; the number of cores by default." };
        var json = new Option<bool>("--json") { Description = "One JSON object a line." };
        var command = new Command(Name, "Measures resident memory over the steps of one rule.");
        foreach (var option in new Option[] { model, batch, rule, steps, device, threads, json }) command.Options.Add(option);
        command.SetAction(arguments =>
        {
            var torchDevice =
                TorchDevice.Open(new TorchOptions { Device = arguments.GetValue(device)!, Threads = arguments.GetValue(threads) });
            var scene = new StepScene(BenchmarkModel.All[arguments.GetValue(model)!], arguments.GetValue(batch), torchDevice);
            var (count, asJson) = (arguments.GetValue(steps), arguments.GetValue(json));
            if (!asJson) Console.WriteLine($"{"step",8}{"resident MB",14}{"peak MB",10}{"tensors",10}");
            scene.Repeat(arguments.GetValue(rule)!, count, taken =>
            {
                if (taken != count && taken % Math.Max(1, count / Lines) != 0) return;
                var (resident, peak, tensors) =
                    (Megabytes("VmRSS:"), Megabytes("VmHWM:"), DisposeScopeManager.Statistics.ThreadTotalLiveCount);
                Console.WriteLine(asJson
                    ? new JsonObject { ["step"] = taken, ["resident_mb"] = resident, ["peak_mb"] = peak,
                        ["tensors"] = tensors }.ToJsonString()
                    : string.Create(CultureInfo.InvariantCulture, $"{taken,8}{resident,14}{peak,10}{tensors,10}"));
            });
            return 0;
        });
        return command;
    }

    private static double Megabytes(string entry)
    {
        var line = File.ReadLines("/proc/self/status").Single(text => text.StartsWith(entry, StringComparison.Ordinal));
        return Math.Round(
            long.Parse(line.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024.0, 1);
    }
}
