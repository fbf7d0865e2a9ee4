using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Torch;

namespace SamHost.Benchmarks;

/// <summary><c>step-cost</c>: the time and memory of one training step of each rule, over those of SGD and n-SAM.</summary>
public static class StepCostCommand
{
    public static readonly string[] AllRules = ["sgd", "n-sam", "1-sam", "j-sam", "l-sam", "m-sam"];

    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "The model.", DefaultValueFactory = _ => "mlp" };
        model.AcceptOnlyFromAmong([.. BenchmarkModel.All.Keys]);
        var batch = new Option<int>("--batch") { Description = "The batch size.", DefaultValueFactory = _ => 128 };
        var rules = new Option<string[]>("--rule") { Description = "The rules, in the order of their turns; all by default." };
        rules.AcceptOnlyFromAmong(AllRules);
        var repeat =
            new Option<int>("--repeat") { Description = "How many turns; medians are taken over them.", DefaultValueFactory = _ => 11 };
        var device = new Option<string>("--device") { Description = "cpu, cuda, cuda:N or auto.", DefaultValueFactory = _ => "cpu" };
        var threads = new Option<int?>("--threads") { Description = "CPU threads; the number of cores by default." };
        var json = new Option<bool>("--json") { Description = "One JSON object a line." };
        var command = new Command("step-cost", "Measures SGD, n-SAM and each rule in turn (A B C A B C).");
        foreach (var option in new Option[] { model, batch, rules, repeat, device, threads, json }) command.Options.Add(option);
        command.SetAction(arguments =>
        {
            var torchDevice =
                TorchDevice.Open(new TorchOptions { Device = arguments.GetValue(device)!, Threads = arguments.GetValue(threads) });
            var scene = new StepScene(BenchmarkModel.All[arguments.GetValue(model)!], arguments.GetValue(batch), torchDevice);
            var chosen = arguments.GetValue(rules) is { Length: > 0 } some ? some : AllRules;
            // Both are what the others are measured by.
            string[] measured = [.. new[] { "sgd", "n-sam" }.Union(chosen)];
            var times = scene.StepTimes(measured, arguments.GetValue(repeat));
            if (!arguments.GetValue(json))
                Console.WriteLine($"{"rule",-8}{"ms",10}{"/ sgd",10}{"/ n-sam",10}{"peak MB",10}{"rel. error",12}");
            foreach (var rule in measured)
            {
                var row = new JsonObject
                {
                    ["model"] = arguments.GetValue(model),
                    ["batch"] = arguments.GetValue(batch),
                    ["rule"] = rule,
                    ["device"] = torchDevice.ToString(),
                    ["step_ms"] = Math.Round(times.Median(rule), 3),
                    ["over_sgd"] = Math.Round(times.MedianRatio(rule, "sgd"), 3),
                    ["over_nsam"] = Math.Round(times.MedianRatio(rule, "n-sam"), 3),
                    // TorchSharp does not tell of an accelerator's memory, and the host's says nothing of it.
                    ["peak_mb"] = torchDevice.type == TorchSharp.DeviceType.CPU
                        ? Math.Round(
                            PeakMemoryAlone(
                                arguments.GetValue(model)!, arguments.GetValue(batch), arguments.GetValue(device)!,
                                arguments.GetValue(threads), rule), 1)
                        : null,
                    ["rel_error"] = scene.RelativeError(rule),
                };
                Console.WriteLine(arguments.GetValue(json)
                    ? row.ToJsonString()
                    : string.Create(
                        CultureInfo.InvariantCulture,
                        $"{rule,-8}{row["step_ms"],10}{row["over_sgd"],10}{row["over_nsam"],10}{row["peak_mb"]?.ToString() ?? "-",10}"
                        + $"{(double)row["rel_error"]!,12:0.0e+0}"));
            }

            return 0;
        });
        return command;
    }

    /// <summary>Peak resident memory in MB, of a process that does nothing else.</summary>
    /// <exception cref="UserErrorException">It failed: why.</exception>
    private static double PeakMemoryAlone(string model, int batch, string device, int? threads, string rule)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true, RedirectStandardError = true };
        string[] arguments =
            [StepMemoryCommand.Name, "--model", model, "--batch", $"{batch}", "--device", device, "--rule", rule, "--json"];
        if (threads is { } count) arguments = [.. arguments, "--threads", $"{count}"];
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new UserErrorException(
                $"{StepMemoryCommand.Name} of {rule} ended with exit code {process.ExitCode}: {Message(errors.Result)}");
        return (double)JsonNode.Parse(output.TrimEnd().Split('\n')[^1])!["peak_mb"]!;
    }

    // Of an exception what it says and what the ones within it say, not where they came from.
    private static string Message(string errors)
    {
        string[] lines = [.. errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        return lines is [var first, ..]
            ? string.Join(' ', lines.Skip(1).Where(line => line.StartsWith("---> ", StringComparison.Ordinal)).Prepend(first))
            : "it said nothing.";
    }
}
