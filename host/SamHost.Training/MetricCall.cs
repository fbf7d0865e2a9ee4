using SamHost.Contracts.Training;
using static TorchSharp.torch;

namespace SamHost.Training;

/// <summary>A call to a metric, at an evaluation and in the rehearsal before training.</summary>
public static class MetricCall
{
    /// <summary>Measures, and checks that what was lent is still there.</summary>
    /// <param name="metric">The metric.</param>
    /// <param name="evaluated">The model, in evaluation mode; borrowed.</param>
    /// <exception cref="InvalidOperationException">It disposed something that it was lent.</exception>
    public static double? Make(IMetric metric, EvaluatedModel evaluated)
    {
        Tensor[] lent = [
            .. new[] { evaluated.Test, evaluated.Training, evaluated.Validation }.OfType<EvaluatedExamples>()
                .SelectMany(examples => new[] { examples.Logits, examples.GivenLabels, examples.TrueLabels }),
            .. evaluated.Model.parameters()];
        var number = metric.Measure(evaluated);
        return lent.All(tensor => !tensor.IsInvalid)
            ? number
            : throw new InvalidOperationException("it disposed a tensor that was lent to it, which is not its own.");
    }
}
