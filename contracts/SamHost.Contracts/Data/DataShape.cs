namespace SamHost.Contracts.Data;

/// <summary>What a model needs to know of a data set.</summary>
/// <param name="InputShape">The shape of one input, such as [64] or [3, 32, 32].</param>
/// <param name="ClassCount">The number of classes, C: at least 2.</param>
public sealed record DataShape(IReadOnlyList<long> InputShape, int ClassCount)
{
    /// <summary>
    /// The number of logits of the shipped models: one where there are two classes (a binary model, see
    /// <see cref="Gradients.LogitLoss"/>), else one a class.
    /// </summary>
    public int LogitCount => ClassCount == 2 ? 1 : ClassCount;

    /// <summary>The number of values in one input.</summary>
    public long InputSize => InputShape.Aggregate(1L, (product, side) => product * side);
}
