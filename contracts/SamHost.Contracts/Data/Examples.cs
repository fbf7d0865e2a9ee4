using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Contracts.Data;

/// <summary>Inputs with their labels. Owns both tensors.</summary>
public sealed class Examples : IDisposable
{
    /// <summary>Creates examples from two tensors, which they own from then on, outside any dispose scope.</summary>
    /// <param name="inputs">Floating-point inputs, one example a row: [N, ...].</param>
    /// <param name="labels">Class indices, int64: [N].</param>
    /// <exception cref="ArgumentException">There is no example, or the shapes or types are not these.</exception>
    public Examples(Tensor inputs, Tensor labels)
    {
        if (inputs.dim() < 2 || !inputs.is_floating_point())
            throw new ArgumentException(
                $"Inputs are a floating-point tensor [N, ...], not {inputs.dtype} [{string.Join(", ", inputs.shape)}].", nameof(inputs));
        if (labels.dim() != 1 || labels.dtype != ScalarType.Int64 || labels.shape[0] != inputs.shape[0])
            throw new ArgumentException(
                $"Labels are an int64 tensor [{inputs.shape[0]}], not {labels.dtype} [{string.Join(", ", labels.shape)}].", nameof(labels));
        if (labels.shape[0] == 0)
            throw new ArgumentException("There must be at least one example.", nameof(labels));
        Inputs = inputs.DetachFromDisposeScope();
        Labels = labels.DetachFromDisposeScope();
    }

    /// <summary>The inputs: [N, ...].</summary>
    public Tensor Inputs { get; }

    /// <summary>The labels, int64: [N].</summary>
    public Tensor Labels { get; }

    /// <summary>The number of examples, N.</summary>
    public int Count => (int)Labels.shape[0];

    /// <summary>The shape of one input.</summary>
    public IReadOnlyList<long> InputShape => Inputs.shape[1..];

    /// <inheritdoc/>
    public void Dispose()
    {
        Inputs.Dispose();
        Labels.Dispose();
    }

    internal void RequireLabelsBelow(int classCount, string parameterName)
    {
        using var scope = NewDisposeScope();
        var (lowest, highest) = (Labels.min().ToInt64(), Labels.max().ToInt64());
        if (lowest < 0 || highest >= classCount)
            throw new ArgumentException(
                $"Labels lie between {lowest} and {highest}; with {classCount} classes they lie between 0 and {classCount - 1}.",
                parameterName);
    }
}
