using System.Globalization;
using SamHost.Contracts.Optimization;
using SamHost.Contracts.Training;
using static TorchSharp.torch;

namespace SamHost.Training;

/// <summary>A step with a loss or a direction that is not finite.</summary>
internal static class Divergence
{
    /// <summary>How many steps in a row are skipped before the run fails.</summary>
    public const int MostInARow = 10;

    private const int NamedExamples = 5;

    /// <summary>What is wrong with a step, as a sentence; null where nothing is.</summary>
    /// <param name="run">The run.</param>
    /// <param name="step">The step.</param>
    /// <param name="results">What its optimizer returned.</param>
    /// <param name="learningRate">Its learning rate.</param>
    /// <param name="lossSum">The sum of its losses.</param>
    /// <param name="directionIsFinite">Whether the direction that the base rule was given is finite.</param>
    public static string? Describe(
        TrainingRun run, TrainingStep step, PerExampleResults results, double learningRate, double lossSum, bool directionIsFinite)
    {
        // The sum of finite losses may overflow.
        var lossesAreFinite = double.IsFinite(lossSum) || results.Loss.IsAllFinite();
        if (lossesAreFinite && directionIsFinite) return null;
        using var scope = NewDisposeScope();
        var values = new StepCompleted(step.Epoch, step.Index, learningRate, step.Batch, results).Values;
        var what = (lossesAreFinite, directionIsFinite) switch
        {
            (false, false) => "the loss and the gradient",
            (false, true) => "the loss",
            _ => "the gradient",
        };
        var rate = learningRate.ToString("G3", CultureInfo.InvariantCulture);
        var reason = Finiteness.AreAllFinite(step.Parameters)
            ? $"The learning rate was {rate}; a smaller one may hold."
            : $"Weights are not finite either: a step before left them so, because {run.Optimizer} wrote them or because the learning "
                + $"rate ({rate}) is far too large.";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"It diverged: in step {step.Index} (epoch {step.Epoch}) {what} of {run.Optimizer} "
                + $"{(lossesAreFinite == directionIsFinite ? "are" : "is")} not finite; {Examples(values, lossesAreFinite)}. {reason}");
    }

    private static string Examples(PerExampleValues values, bool lossesAreFinite)
    {
        if (lossesAreFinite)
        {
            var (index, loss) = values.Indices.Zip(values.Loss).MaxBy(example => example.Second);
            return string.Create(CultureInfo.InvariantCulture, $"all losses are, the largest is that of example {index} ({loss:G3})");
        }

        long[] examples = [
            .. values.Indices.Zip(values.Loss).Where(example => !double.IsFinite(example.Second)).Select(example => example.First).Order()];
        var more = examples.Length > NamedExamples ? $" and {examples.Length - NamedExamples} more" : "";
        return $"the losses of the examples {string.Join(", ", examples.Take(NamedExamples))}{more} are no numbers";
    }
}
