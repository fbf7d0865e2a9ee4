using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;

namespace SamHost.Benchmarks;

/// <summary><c>step-cost</c>: the time and memory of one training step of each rule, over those of SGD and n-SAM.</summary>
public static class StepCostCommand
{
    public static readonly string[] AllRules = ["sgd", "n-sam", "1-sam", "j-sam", "l-sam", "m-sam"];

    public static Command Create()
    {
        var options = new StepOptions();
        var rules = new Option<string[]>("--rule") { Description = "The rules, in the order of their turns; all by default." };
        rules.AcceptOnlyFromAmong(AllRules);
        var repeat =
            new Option<int>("--repeat") { Description = "How many turns; medians are taken over them.", DefaultValueFactory = _ => 11 };
        var json = new Option<bool>("--json") { Description = "One JSON object a line." };
        var command = new Command("step-cost", "Measures SGD, n-SAM and each rule in turn (A B C A B C).");
        options.AddTo(command, rules, repeat, json);
        command.SetAction(arguments =>
        {
            var device = options.Open(arguments);
            var scene = new StepScene(BenchmarkModel.All[options.Model(arguments)], options.Batch(arguments), device);
            var chosen = arguments.GetValue(rules) is { Length: > 0 } some ? some : AllRules;
            // Both are what the others are measured by.
            string[] measured = [.. new[] { "sgd", "n-sam" }.Union(chosen)];
            var times = scene.StepTimes(measured, arguments.GetValue(repeat));
            var (operations, ofProduct) = (scene.Operations(), OperationCount.OfProductASecond(device));
            if (!arguments.GetValue(json))
                Console.WriteLine(
                    $"{"rule",-8}{"ms",10}{"/ sgd",10}{"/ n-sam",10}{"GFLOP",10}{"% of mm",10}{"peak MB",10}{"rel. error",12}");
            foreach (var rule in measured)
            {
                var row = new JsonObject
                {
                    ["model"] = options.Model(arguments),
                    ["batch"] = options.Batch(arguments),
                    ["rule"] = rule,
                    ["device"] = device.ToString(),
                    ["step_ms"] = Math.Round(times.Median(rule), 3),
                    ["over_sgd"] = Math.Round(times.MedianRatio(rule, "sgd"), 3),
                    ["over_nsam"] = Math.Round(times.MedianRatio(rule, "n-sam"), 3),
                    ["gflop"] = operations.Of(rule) is { } count ? Math.Round(count / 1e9, 3) : null,
                    // Of the speed of a product of two large matrices.
                    ["percent_of_mm"] = operations.Of(rule) is { } counted
                        ? Math.Round(100 * counted / (times.Median(rule) / 1000) / ofProduct)
                        : null,
                    ["peak_mb"] = PeakMemoryAlone(options.Arguments(arguments), rule),
                    ["rel_error"] = scene.RelativeError(rule),
                };
                Console.WriteLine(arguments.GetValue(json)
                    ? row.ToJsonString()
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"{rule,-8}{row["step_ms"],10}{row["over_sgd"],10}{row["over_nsam"],10}"
                        + $"{row["gflop"],10}{row["percent_of_mm"],10}{row["peak_mb"],10}"
                        + $"{(double)row["rel_error"]!,12:0.0e+0}"));
            }

            return 0;
        });
        return command;
    }

    /// <summary>The most memory of the device, in MB, of a process that does nothing else.</summary>
    private static double PeakMemoryAlone(string[] arguments, string rule)
    {
        var (output, _) = OwnProcess.Run(StepMemoryCommand.Name, [.. arguments, "--rule", rule, "--json"]);
        return (double)JsonNode.Parse(output.TrimEnd().Split('\n')[^1])!["peak_mb"]!;
    }
}
