using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using SamHost.Benchmarks.Ratios;
using SamHost.Telemetry;
using SamHost.Torch;
using static TorchSharp.torch;

namespace SamHost.Benchmarks;

/// <summary><c>telemetry-cost</c>: the time of a step at each level over that at level Off, while a collector takes everything.</summary>
public static class TelemetryCostCommand
{
    /// <summary>What <see cref="Measure"/> calls a step without telemetry.</summary>
    public const string Without = nameof(TelemetryLevel.Off);

    /// <summary>The levels that do something.</summary>
    public static IEnumerable<TelemetryLevel> LevelsThatCost => Enum.GetValues<TelemetryLevel>().Except([TelemetryLevel.Off]);

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
            var (times, bytes) = Measure(
                arguments.GetValue(model)!, arguments.GetValue(batch), arguments.GetValue(rule)!, arguments.GetValue(steps),
                arguments.GetValue(repeat), device);
            if (!arguments.GetValue(json)) Console.WriteLine($"{"level",-10}{"ms",10}{"/ off",10}{"bytes a step",14}");
            foreach (var level in Enum.GetValues<TelemetryLevel>())
            {
                var row = new JsonObject
                {
                    ["level"] = level.ToString(),
                    ["step_ms"] = Math.Round(times.Median($"{level}"), 3),
                    ["over_off"] = Math.Round(times.MedianRatio($"{level}", Without), 3),
                    ["bytes_per_step"] = Math.Round(bytes[level]),
                };
                Console.WriteLine(arguments.GetValue(json)
                    ? row.ToJsonString()
                    : string.Create(
                        CultureInfo.InvariantCulture, $"{level,-10}{row["step_ms"],10}{row["over_off"],10}{row["bytes_per_step"],14}"));
            }
        });
        return command;
    }

    /// <summary>Milliseconds a step at each level by its name, in turns, and how many bytes it sends.</summary>
    internal static (TurnTimes Times, IReadOnlyDictionary<TelemetryLevel, double> Bytes) Measure(
        string model, int batch, string rule, int steps, int repeat, Device device)
    {
        // Exports happen within a turn, not after it.
        Environment.SetEnvironmentVariable("OTEL_BSP_SCHEDULE_DELAY", "100");
        using var collector = new CollectorProcess();
        var levels = Enum.GetValues<TelemetryLevel>();
        var times = new TurnTimes();
        var bytes = levels.ToDictionary(level => level, _ => 0L);
        new StepScene(BenchmarkModel.All[model], batch, device).Follow(rule, (run, step) =>
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
                    times.Add($"{level}", total.TotalMilliseconds / steps);
                    bytes[level] += collector.TraceBytes() - before;
                }
            }
        });
        return (times, levels.ToDictionary(level => level, level => (double)bytes[level] / (steps * repeat)));
    }
}
