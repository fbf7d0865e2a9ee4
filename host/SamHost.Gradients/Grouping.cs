using static TorchSharp.torch;

namespace SamHost.Gradients;

/// <summary>How a batch of B examples falls into groups of m consecutive ones that share a perturbation; the last may be smaller.</summary>
internal readonly record struct Grouping(int BatchSize, int GroupSize)
{
    /// <summary>The number of groups, G.</summary>
    public int Count => (BatchSize + GroupSize - 1) / GroupSize;

    /// <summary>
    /// The examples of each group side by side along the second dimension: [B, P, ...] becomes [G, m * P, ...]. A smaller last group is
    /// filled up with zeros, which add nothing to any sum.
    /// </summary>
    public Tensor Gather(Tensor perExample)
    {
        if (GroupSize == 1) return perExample;
        var shape = perExample.shape;
        var missing = (long)Count * GroupSize - BatchSize;
        var padded = missing == 0 ? perExample : cat([perExample, perExample.new_zeros([missing, .. shape[1..]])]);
        return padded.reshape([Count, GroupSize * shape[1], .. shape[2..]]);
    }

    /// <summary>The inverse of <see cref="Gather"/>: [G, m * P, ...] becomes [B, P, ...].</summary>
    public Tensor Scatter(Tensor perGroup)
    {
        if (GroupSize == 1) return perGroup;
        var shape = perGroup.shape;
        return perGroup.reshape([(long)Count * GroupSize, shape[1] / GroupSize, .. shape[2..]]).narrow(0, 0, BatchSize);
    }

    /// <summary>What belongs to each group, for each of its examples: [G, ...] becomes [B, ...].</summary>
    public Tensor Spread(Tensor perGroup) => GroupSize == 1 ? perGroup : perGroup.repeat_interleave(GroupSize, 0).narrow(0, 0, BatchSize);

    /// <summary>The examples of a group.</summary>
    public IEnumerable<int> Members(int group) =>
        Enumerable.Range(group * GroupSize, Math.Min(GroupSize, BatchSize - group * GroupSize));
}
