using SamHost.Contracts.Gradients;
using SamHost.Gradients.Precision;
using SamHost.Training.Inputs;
using static TorchSharp.torch;

namespace SamHost.Training;

/// <summary>What a model gives for examples, in evaluation mode.</summary>
public static class ClassProbabilities
{
    private const int PassSize = 256;

    /// <summary>The probability of each class for each example.</summary>
    /// <param name="model">The model.</param>
    /// <param name="inputs">The examples. Borrowed.</param>
    /// <param name="precision">What the model runs in.</param>
    /// <param name="count">How many there are, N.</param>
    /// <param name="largestPass">How many may pass at once.</param>
    /// <returns>float64 [N, C] on the CPU; the caller owns it.</returns>
    public static Tensor Of(nn.Module<Tensor, Tensor> model, IExampleInputs inputs, ComputePrecision precision, long count, int largestPass)
    {
        using var mode = new EvaluationMode(model);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var passSize = Math.Min(PassSize, largestPass);
        using var places = arange(count, ScalarType.Int64);
        using var feed = inputs.Feed(places, passSize);
        List<Tensor> parts = [];
        for (var start = 0L; start < count; start += passSize)
        {
            CollectionPoint.Pass();
            using var pass = NewDisposeScope();
            parts.Add(LogitLoss.Probabilities(precision.Run(model, feed.Next())).to(ScalarType.Float64).cpu().MoveToOuterDisposeScope());
        }

        return cat(parts).MoveToOuterDisposeScope();
    }
}
