using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using SamHost.Configuration;
using SamHost.Native;
using SamHost.Telemetry;

namespace SamHost.Benchmarks;

/// <summary><c>telemetry-outage</c>: a collector that is gone, or hangs, for minutes: throughput, memory, what is lost, and how long the end takes.</summary>
public static class TelemetryOutageCommand
{
    public static Command Create()
    {
        var minutes = new Option<double>("--minutes") { Description = "How long the collector is away.", DefaultValueFactory = _ => 2 };
        var kind = new Option<string>("--kind") { Description = "gone, hangs, or hangs-forever (until after the end).", DefaultValueFactory = _ => "gone" };
        kind.AcceptOnlyFromAmong("gone", "hangs", "hangs-forever");
        var before = new Option<double>("--before") { Description = "Seconds before the outage, to compare with, and after it.", DefaultValueFactory = _ => 20 };
        var command = new Command("telemetry-outage", "Trains the MLP at level Arrays while the collector is away.");
        foreach (var option in new Option[] { minutes, kind, before }) command.Options.Add(option);
        command.SetAction(arguments =>
        {
            var scene = new StepScene(BenchmarkModel.All["mlp"], 128, TorchDevice.Open(new TorchOptions()));
            scene.Follow("1-sam", (run, step) =>
            {
                using var collector = new CollectorProcess();
                using var followed = new FollowedSteps(TelemetryLevel.Arrays, collector.Address, run);
                double Phase(string name, double seconds)
                {
                    var clock = Stopwatch.StartNew();
                    var steps = 0;
                    for (; clock.Elapsed.TotalSeconds < seconds; steps++) followed.Take(step);
                    var rate = steps / clock.Elapsed.TotalSeconds;
                    Say($"{name}: {rate:0.0} steps/s, {Environment.WorkingSet / 1e6:0} MB; {followed.Pipeline!.Counts}");
                    return rate;
                }

                var seconds = arguments.GetValue(before);
                Phase("warm-up", seconds);
                var normal = Phase("collector there", seconds);
                var memory = Environment.WorkingSet;
                var isGone = arguments.GetValue(kind) == "gone";
                if (isGone) collector.Dispose();
                else collector.Hang();
                var outage = Phase("collector away", arguments.GetValue(minutes) * 60);
                Say($"throughput {outage / normal:P1} of what it was, memory {(Environment.WorkingSet - memory) / 1e6:+0;-0} MB");
                if (isGone) collector.Start();
                else if (arguments.GetValue(kind) == "hangs") collector.GoOn();
                if (arguments.GetValue(kind) != "hangs-forever") Phase("collector back", Math.Max(seconds, 40));
                var end = Stopwatch.StartNew();
                followed.Pipeline!.Stop();
                Say($"the end took {end.Elapsed.TotalSeconds:0.0} s; {followed.Pipeline.Counts}");
            });
        });
        return command;
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
