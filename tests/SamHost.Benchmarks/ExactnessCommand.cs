using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using SamHost.Contracts.Plugins;
using SamHost.Gradients;
using SamHost.Gradients.Precision;

namespace SamHost.Benchmarks;

/// <summary><c>exactness</c>: each layer's rule against the one-example-at-a-time loop, on a device and in a precision.</summary>
public static class ExactnessCommand
{
    private const int BatchSize = 6;
    private static readonly string[] Rules = ["1-sam", "j-sam", "l-sam"];

    private static readonly Dictionary<string, (ComputePrecision Precision, double Tolerance)> Precisions = new()
    {
        [nameof(ComputePrecision.Float64)] = (ComputePrecision.Float64, 1e-9),
        [nameof(ComputePrecision.Float32)] = (ComputePrecision.Float32, 1e-5),
    };

    public static Command Create()
    {
        var options = new StepOptions();
        var precision = StepOptions.OneOf("--precision", "The type of numbers.", nameof(ComputePrecision.Float64), [.. Precisions.Keys]);
        var command = new Command("exactness", "Compares the directions of each layer's rule with the loop's; fails where they differ.");
        options.AddDeviceTo(command, precision);
        command.SetAction(arguments =>
        {
            var device = options.Open(arguments);
            var (compared, tolerance) = Precisions[arguments.GetValue(precision)!];
            Console.WriteLine($"{"layer",-32}{"way",-12}{string.Concat(Rules.Select(rule => $"{rule,10}"))}");
            var failures = 0;
            foreach (var (name, model) in LayerSamples.All)
            {
                var (isGood, line) = Compare(new StepScene(model, BatchSize, device), compared, tolerance);
                if (!isGood) failures++;
                Console.WriteLine($"{name,-32}{line}{(isGood ? "" : "  WRONG")}");
            }

            Console.WriteLine($"{LayerSamples.All.Count - failures} of {LayerSamples.All.Count} layers right to {tolerance:0e+0}.");
            return failures == 0 ? 0 : 1;
        });
        return command;
    }

    private static (bool IsGood, string Line) Compare(StepScene scene, ComputePrecision compared, double tolerance)
    {
        try
        {
            IReadOnlyList<LayerWay> ways = [];
            double[] errors = [.. Rules.Select(rule => scene.RelativeError(rule, compared, out ways))];
            var way = ways.Max(part => part.Way);
            return (
                // The loop agrees with itself.
                errors.All(error => error <= tolerance) && way <= GradientWay.Expanded,
                $"{way,-12}"
                    + string.Concat(errors.Select(error => error.ToString("0.0e+0", CultureInfo.InvariantCulture).PadLeft(10))));
        }
        catch (Exception e) when (e is ExternalException or ComponentException or InvalidOperationException or ArgumentException)
        {
            // The other layers are to be tried as well.
            return (false, e.Message.Split('\n')[0]);
        }
    }
}
