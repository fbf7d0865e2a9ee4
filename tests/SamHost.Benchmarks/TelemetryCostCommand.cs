using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using SamHost.Telemetry;
using SamHost.Torch;

namespace SamHost.Benchmarks;

/// <summary><c>telemetry-cost</c>: the time of a step at each level over that at level Off, while a collector takes everything.</summary>
public static class TelemetryCostCommand
{
    public static Command Create()
    {
        var model = new Option<string>("--model") { Description = "mlp, cnn or resnet18.", DefaultValueFactory = _ => "mlp" };
        model.AcceptOnlyFromAmong([.. BenchmarkModel.All.Keys]);
        var batch = new Option<int>("--batch") { Description = "The batch size.", DefaultValueFactory = _ => 128 };
        var rule = new Option<string>("--rule") { Description = "The optimizer.", DefaultValueFactory = _ => "1-sam" };
        var steps = new Option<int>(
            "--steps") { Description = "The steps of a turn; every 40th measures all weights.", DefaultValueFactory = _ => 40 };
        var repeat = new Option<int>(
            "--repeat") { Description = "How many turns each level has; medians are taken over them.", DefaultValueFactory = _ => 21 };
        var threads = new Option<int?>("--threads") { Description = "CPU threads; the number of cores by default." };
        var json = new Option<bool>("--json") { Description = "One JSON object a line." };
        var command =
            new Command("telemetry-cost", "Measures a step at each telemetry level, in turns, with a collector in another process.");
        foreach (var option in new Option[] { model, batch, rule, steps, repeat, threads, json }) command.Options.Add(option);
        command.SetAction(arguments =>
        {
            var device = TorchDevice.Open(new TorchOptions { Threads = arguments.GetValue(threads) });
            // Exports happen within a turn, not after it.
            Environment.SetEnvironmentVariable("OTEL_BSP_SCHEDULE_DELAY", "100");
            var results = Measure(
                new StepScene(BenchmarkModel.All[arguments.GetValue(model)!], arguments.GetValue(batch), device), arguments.GetValue(rule)!,
                arguments.GetValue(steps), arguments.GetValue(repeat));
            if (!arguments.GetValue(json)) Console.WriteLine($"{"level",-10}{"ms",10}{"/ off",10}{"bytes a step",14}");
            foreach (var (level, (milliseconds, ratio, bytes)) in results)
            {
                var row = new JsonObject
                {
                    ["level"] = level.ToString(),
                    ["step_ms"] = Math.Round(milliseconds, 3),
                    ["over_off"] = Math.Round(ratio, 3),
                    ["bytes_per_step"] = Math.Round(bytes),
                };
                Console.WriteLine(arguments.GetValue(json)
                    ? row.ToJsonString()
                    : string.Create(
                        CultureInfo.InvariantCulture, $"{level,-10}{row["step_ms"],10}{row["over_off"],10}{row["bytes_per_step"],14}"));
            }
        });
        return command;
    }

    private static Dictionary<TelemetryLevel, (double Milliseconds, double OverOff, double Bytes)> Measure(
        StepScene scene, string rule, int steps, int repeat)
    {
        using var collector = new CollectorProcess();
        var levels = Enum.GetValues<TelemetryLevel>();
        var times = levels.ToDictionary(level => level, _ => new List<double>());
        var bytes = levels.ToDictionary(level => level, _ => 0L);
        scene.Follow(rule, (run, step) =>
        {
            // The first turn warms up.
            for (var turn = 0; turn <= repeat; turn++)
            {
                foreach (var level in levels)
                {
                    var before = collector.TraceBytes();
                    using var followed = new FollowedSteps(level, collector.Address, run);
                    var total = TimeSpan.Zero;
                    for (var i = 0; i < steps; i++) total += followed.Take(step);
                    followed.Pipeline?.Stop();
                    if (turn == 0) continue;
                    times[level].Add(total.TotalMilliseconds / steps);
                    bytes[level] += collector.TraceBytes() - before;
                }
            }
        });
        // Within a turn, so that what else the machine does weighs on all levels alike.
        return levels.ToDictionary(level => level, level => (
            ProgramTurn.Median(times[level]),
            ProgramTurn.Median(times[level].Zip(times[TelemetryLevel.Off], (time, off) => time / off)),
            (double)bytes[level] / (steps * repeat)));
    }
}
