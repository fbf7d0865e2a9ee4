using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using SamHost.Contracts.Training;
using SamHost.Telemetry;
using SamHost.Torch;

namespace SamHost.Benchmarks;

/// <summary>
/// <c>telemetry-outage</c>: a collector that is gone, or hangs, for minutes: throughput, memory, what is lost, and how long the end takes.
/// </summary>
public static class TelemetryOutageCommand
{
    // Every 40th step measures all weights.
    private const int StepsOfTurn = 40;

    public static Command Create()
    {
        var minutes = new Option<double>("--minutes") { Description = "How long the collector is away.", DefaultValueFactory = _ => 2 };
        var kind = new Option<string>(
            "--kind") { Description = "gone, hangs, or hangs-forever (until after the end).", DefaultValueFactory = _ => "gone" };
        kind.AcceptOnlyFromAmong("gone", "hangs", "hangs-forever");
        var before = new Option<double>(
            "--before") { Description = "Seconds before the outage, to compare with, and after it.", DefaultValueFactory = _ => 20 };
        var command = new Command("telemetry-outage", "Trains the MLP at level Arrays while the collector is away.");
        foreach (var option in new Option[] { minutes, kind, before }) command.Options.Add(option);
        command.SetAction(arguments =>
        {
            var scene = new StepScene(BenchmarkModel.All["mlp"], 128, TorchDevice.Open(new TorchOptions()));
            scene.Follow("1-sam", (run, step) =>
            {
                using var collector = new CollectorProcess();
                using var followed = new FollowedSteps(TelemetryLevel.Arrays, collector.Address, run);
                using var alone = new FollowedSteps(TelemetryLevel.Off, collector.Address, run);
                // Turns of steps without telemetry between them: over ten minutes a machine changes more than a collector does.
                double Phase(string name, double seconds)
                {
                    var ratios = new List<double>();
                    var rates = new List<double>();
                    for (var clock = Stopwatch.StartNew(); clock.Elapsed.TotalSeconds < seconds;)
                    {
                        var (without, with) = (Turn(alone, step), Turn(followed, step));
                        ratios.Add(without / with);
                        rates.Add(StepsOfTurn / with.TotalSeconds);
                    }

                    var throughput = Median(ratios);
                    Say($"{name}: {Median(rates):0.0} steps/s, {throughput:P1} of those without telemetry");
                    Say($"{name}: {Environment.WorkingSet / 1e6:0} MB; {followed.Pipeline!.Counts}");
                    return throughput;
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
                else if (arguments.GetValue(kind) == "hangs") collector.Resume();
                if (arguments.GetValue(kind) != "hangs-forever") Phase("collector back", Math.Max(seconds, 40));
                var end = Stopwatch.StartNew();
                followed.Pipeline!.Stop();
                Say($"the end took {end.Elapsed.TotalSeconds:0.0} s; {followed.Pipeline.Counts}");
            });
        });
        return command;
    }

    private static TimeSpan Turn(FollowedSteps steps, Func<ITrainingObserver?, TimeSpan> step)
    {
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < StepsOfTurn; i++) steps.Take(step);
        return clock.Elapsed;
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
