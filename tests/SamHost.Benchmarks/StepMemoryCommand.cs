using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using TorchSharp;

namespace SamHost.Benchmarks;

/// <summary>
/// <c>step-memory</c>: resident memory, the most of the device's and living tensors over the steps of one rule, in a process that does
/// nothing else.
/// </summary>
public static class StepMemoryCommand
{
    public const string Name = "step-memory";

    private const int Lines = 10;

    public static Command Create()
    {
        var options = new StepOptions();
        var rule = StepOptions.OneOf("--rule", "The rule.", "1-sam", StepCostCommand.AllRules);
        var steps = new Option<int>("--steps") { Description = "How many steps.", DefaultValueFactory = _ => 12 };
        var json = new Option<bool>("--json") { Description = "One JSON object a line." };
        var command = new Command(Name, "Measures memory over the steps of one rule.");
        options.AddTo(command, rule, steps, json);
        command.SetAction(arguments =>
        {
            var device = options.Open(arguments);
            var memory = new DeviceMemory(device);
            var scene = new StepScene(BenchmarkModel.All[options.Model(arguments)], options.Batch(arguments), device);
            var (count, asJson) = (arguments.GetValue(steps), arguments.GetValue(json));
            if (!asJson) Console.WriteLine($"{"step",8}{"resident MB",14}{"peak MB",10}{"tensors",10}");
            scene.Repeat(arguments.GetValue(rule)!, count, taken =>
            {
                if (taken != count && taken % Math.Max(1, count / Lines) != 0) return;
                var (resident, peak, tensors) =
                    (DeviceMemory.Resident, memory.Peak, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
                Console.WriteLine(asJson
                    ? new JsonObject { ["step"] = taken, ["resident_mb"] = resident, ["peak_mb"] = peak,
                        ["tensors"] = tensors }.ToJsonString()
                    : string.Create(CultureInfo.InvariantCulture, $"{taken,8}{resident,14}{peak,10}{tensors,10}"));
            });
            return 0;
        });
        return command;
    }
}
