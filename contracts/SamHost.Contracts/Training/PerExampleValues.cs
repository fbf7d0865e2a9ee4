using SamHost.Contracts.Gradients;
using SamHost.Contracts.Optimization;
using static TorchSharp.torch;

namespace SamHost.Contracts.Training;

/// <summary>
/// What a step saw of each example, as plain numbers on the host, in the order of the batch: B values each. It owns no tensor, may be kept,
/// and is shared by all observers: not to be changed.
/// </summary>
public sealed class PerExampleValues
{
    /// <summary>Each example's index in the training set.</summary>
    public required long[] Indices { get; init; }

    /// <summary>The loss at w, in nats.</summary>
    public required double[] Loss { get; init; }

    /// <summary>The margin at w; see <see cref="PerExampleResults.Margin"/>.</summary>
    public required double[] Margin { get; init; }

    /// <summary>The logit weight; see <see cref="PerExampleResults.LogitWeight"/>.</summary>
    public required double[] LogitWeight { get; init; }

    /// <summary>The total weight; null in a step that did not measure it. See <see cref="PerExampleResults.Weight"/>.</summary>
    public required double[]? Weight { get; init; }

    /// <summary>The gradient norm at w; null where it was not computed.</summary>
    public required double[]? GradientNorm { get; init; }

    /// <summary>Copies the results of a step: one transfer from the device.</summary>
    internal static PerExampleValues Copy(Batch batch, PerExampleResults results)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Tensor?[] columns = [results.Loss, results.Margin, results.LogitWeight, results.Weight, results.GradientNorm];
        Tensor[] present = [.. columns.OfType<Tensor>().Select(column => column.to(ScalarType.Float64))];
        var values = new double[present.Length * batch.Size];
        cat(present).cpu().data<double>().CopyTo(values);
        var indices = new long[batch.Size];
        batch.Indices.contiguous().data<long>().CopyTo(indices);

        var next = 0;
        double[] Column() => values.AsSpan(batch.Size * next++, batch.Size).ToArray();
        return new PerExampleValues
        {
            Indices = indices,
            Loss = Column(),
            Margin = Column(),
            LogitWeight = Column(),
            Weight = results.Weight is null ? null : Column(),
            GradientNorm = results.GradientNorm is null ? null : Column(),
        };
    }
}
