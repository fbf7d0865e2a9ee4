using System.Text.Json.Nodes;
using SamHost.Contracts.Training;

namespace SamHost.Runs;

/// <summary>
/// A run's result as a manifest holds it. A number that is not finite, as the loss of a run that diverged, is null there.
/// </summary>
public static class RunResultJson
{
    /// <summary>Writes a result.</summary>
    public static JsonObject Write(RunCompleted result) => new()
    {
        ["epochs"] = result.EpochsCompleted,
        ["skippedSteps"] = result.SkippedSteps,
        ["peakTestAccuracy"] = result.PeakTestAccuracy,
        ["peakEpoch"] = result.PeakEpoch,
        ["finalTestAccuracy"] = result.Final.TestAccuracy,
        ["finalTestLoss"] = Finite(result.Final.TestLoss),
        ["finalTrainAccuracy"] = result.Final.TrainAccuracy,
        ["finalTrainAccuracyClean"] = result.Final.TrainAccuracyClean,
        ["finalTrainAccuracyMislabelled"] = result.Final.TrainAccuracyMislabelled,
        ["finalTrainAccuracyMislabelledTrue"] = result.Final.TrainAccuracyMislabelledTrue,
        ["finalValidationLoss"] = Finite(result.Final.ValidationLoss),
        ["finalValidationAccuracy"] = result.Final.ValidationAccuracy,
        ["finalLastHiddenNorm"] = Finite(result.Final.LastHiddenNorm),
        ["finalLastWeightNorm"] = Finite(result.Final.LastWeightNorm),
        ["finalMetrics"] = new JsonArray([.. result.Final.Metrics.Select(metric => JsonValue.Create(Finite(metric)))]),
        ["seconds"] = result.Duration.TotalSeconds,
    };

    /// <summary>Reads a result back.</summary>
    /// <param name="result">What <see cref="Write"/> wrote.</param>
    /// <param name="stopReason">Why the run stopped before its last epoch, which a manifest holds elsewhere.</param>
    /// <exception cref="InvalidOperationException">It is something else.</exception>
    public static RunCompleted Read(JsonObject result, string? stopReason)
    {
        var final = new Evaluation
        {
            TestLoss = Optional("finalTestLoss") ?? double.NaN,
            TestAccuracy = Required<double>("finalTestAccuracy"),
            TrainAccuracy = Optional("finalTrainAccuracy"),
            TrainAccuracyClean = Optional("finalTrainAccuracyClean"),
            TrainAccuracyMislabelled = Optional("finalTrainAccuracyMislabelled"),
            TrainAccuracyMislabelledTrue = Optional("finalTrainAccuracyMislabelledTrue"),
            ValidationLoss = Optional("finalValidationLoss"),
            ValidationAccuracy = Optional("finalValidationAccuracy"),
            LastHiddenNorm = Optional("finalLastHiddenNorm"),
            LastWeightNorm = Optional("finalLastWeightNorm"),
            Metrics = result["finalMetrics"] is JsonArray { Count: > 0 } metrics
                ? [.. metrics.Select(metric => metric?.GetValue<double>())]
                : [],
        };
        // Rounded to the tick: FromSeconds cuts off, and would lose one now and then.
        var duration = TimeSpan.FromTicks((long)Math.Round(Required<double>("seconds") * TimeSpan.TicksPerSecond));
        return new RunCompleted(
            Required<int>("epochs"), Required<double>("peakTestAccuracy"), Required<int>("peakEpoch"), final, duration, stopReason)
        {
            SkippedSteps = result["skippedSteps"]?.GetValue<int>() ?? 0,
        };

        T Required<T>(string key) => (result[key] ?? throw new InvalidOperationException($"There is no {key}.")).GetValue<T>();

        double? Optional(string key) => result[key]?.GetValue<double>();
    }

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
