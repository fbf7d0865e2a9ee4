using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Benchmarks;

/// <summary>
/// <c>synchronisations</c>: how often a step waits for the GPU before it has launched all its work, and how long launching takes.
/// </summary>
public static unsafe class SynchronisationsCommand
{
    private const string Name = "synchronisations";
    private const string Launches = "launches";
    // The runtime compiles a method anew after 30 calls.
    private const int WarmUp = 60;
    private const int Steps = 20;

    // What libtorch writes of each, once its debug mode is on (torch.cuda.set_sync_debug_mode of Python).
    private const string Warning = "called a synchronizing CUDA operation";

    public static Command Create()
    {
        var options = new StepOptions();
        var command = new Command(Name, "Counts how often a step waits for the GPU.");
        options.AddTo(command);
        command.SetAction(arguments =>
        {
            var device = options.Open(arguments);
            if (device.type != DeviceType.CUDA)
            {
                Console.WriteLine($"{device} is no GPU: nothing to wait for.");
                return 0;
            }

            Console.WriteLine($"{"rule",-8}{"waits a step",14}{"launched ms",13}{"done ms",10}");
            var waits = 0.0;
            foreach (var rule in StepCostCommand.AllRules)
            {
                var (output, errors) = OwnProcess.Run(Launches, [.. options.Arguments(arguments), "--rule", rule]);
                var count = errors.Split('\n').Count(line => line.Contains(Warning, StringComparison.Ordinal)) / (double)Steps;
                waits += count;
                Console.WriteLine($"{rule,-8}{count.ToString("0.0", CultureInfo.InvariantCulture),14}{output.TrimEnd()}");
            }

            return waits == 0 ? 0 : 1;
        });
        return command;
    }

    /// <summary><c>launches</c>: takes steps while libtorch warns of each wait.</summary>
    public static Command CreateOfOneRule()
    {
        var options = new StepOptions();
        var rule = StepOptions.OneOf("--rule", "The rule.", "1-sam", StepCostCommand.AllRules);
        var command = new Command(Launches) { Hidden = true };
        options.AddTo(command, rule);
        command.SetAction(arguments =>
        {
            var device = options.Open(arguments);
            var scene = new StepScene(BenchmarkModel.All[options.Model(arguments)], options.Batch(arguments), device);
            scene.Launch(arguments.GetValue(rule)!, WarmUp, launch =>
            {
                var (launched, done) = (TimeSpan.Zero, TimeSpan.Zero);
                for (var step = 0; step < Steps; step++)
                {
                    WarnOfWaits(true);
                    var clock = Stopwatch.StartNew();
                    launch();
                    launched += clock.Elapsed;
                    WarnOfWaits(false);
                    cuda.synchronize(device);
                    done += clock.Elapsed;
                }

                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{launched.TotalMilliseconds / Steps,13:0.000}{done.TotalMilliseconds / Steps,10:0.000}"));
            });
        });
        return command;
    }

    // c10::cuda::warning_state(), one number, which no API of TorchSharp's has.
    private static void WarnOfWaits(bool isOn)
    {
        foreach (var library in new[] { "libc10_cuda.so", "libtorch_cuda.so" })
        {
            if (!NativeLibrary.TryLoad(library, out var handle)
                || !NativeLibrary.TryGetExport(handle, "_ZZN3c104cuda13warning_stateEvE14warning_state_", out var state)) continue;
            *(int*)state = isOn ? 1 : 0;
            return;
        }

        throw new InvalidOperationException("This libtorch does not tell where it warns of synchronisations (warning_state).");
    }
}
