using SamHost.Gradients.Passes;
using static TorchSharp.torch;

namespace SamHost.Gradients.Compositions;

/// <summary>
/// Multi-head attention (Vaswani et al. 2017, arXiv 1706.03762, section 3.2.2) out of two linear layers: the projection of queries, keys
/// and values, of one weight [3 features, features], and that of the output.
/// </summary>
internal sealed class Attention(Part inProjection, Part outProjection, Composition.Runner run)
{
    /// <summary>The attention of a module; null where it is of another form.</summary>
    public static Attention? Find(PartList parts, string prefix, Composition.Runner run)
    {
        if (parts[$"{prefix}in_proj_weight"] is not { } weight || parts[$"{prefix}out_proj.weight"] is not { } output) return null;
        if (parts[$"{prefix}bias_k"] is not null || parts[$"{prefix}bias_v"] is not null) return null;
        return new Attention(
            parts.Linear(weight, parts[$"{prefix}in_proj_bias"]), parts.Linear(output, parts[$"{prefix}out_proj.bias"]), run);
    }

    /// <summary>How many heads there may be: they divide the features.</summary>
    public static IEnumerable<long> HeadCounts(long features) =>
        Enumerable.Range(1, (int)features).Select(count => (long)count).Where(count => features % count == 0);

    /// <summary>The output [N, T, features], and the attention weights [N, heads, T, S] after dropout, as libtorch returns them.</summary>
    /// <param name="pass">The pass; null outside of any.</param>
    /// <param name="query">[N, T, features].</param>
    /// <param name="key">[N, S, features].</param>
    /// <param name="value">[N, S, features]. Where it is the same object as the others it is projected with them.</param>
    /// <param name="options">Heads, dropout and masks.</param>
    public (Tensor Output, Tensor Weights) Apply(BatchPass? pass, Tensor query, Tensor key, Tensor value, Options options)
    {
        Tensor q, k, v;
        if (ReferenceEquals(query, key) && ReferenceEquals(key, value))
        {
            var all = run(pass, inProjection, query).chunk(3, -1);
            (q, k, v) = (all[0], all[1], all[2]);
        }
        else
        {
            // One layer, called for each: the parts of its output that are not used have no gradient.
            q = run(pass, inProjection, query).chunk(3, -1)[0];
            var keys = run(pass, inProjection, key).chunk(3, -1);
            k = keys[1];
            v = ReferenceEquals(key, value) ? keys[2] : run(pass, inProjection, value).chunk(3, -1)[2];
        }

        var (heads, isTraining) = (options.Heads, options.IsTraining);
        var scores = (Apart(q, heads) / Math.Sqrt(q.shape[^1] / (double)heads)).matmul(Apart(k, heads).transpose(-2, -1));
        // libtorch adds whatever mask it is given, true being 1.
        if (options.Mask is { } mask) scores += mask.ndim == 3 ? mask.reshape(scores.shape) : mask;
        if (options.Padding is { } padding)
            scores = scores.masked_fill(padding.to(ScalarType.Bool).unsqueeze(1).unsqueeze(2), double.NegativeInfinity);
        var weights = nn.functional.softmax(scores, -1);
        var dropped = isTraining && options.Dropout > 0
            ? nn.functional.dropout(weights.flatten(0, 1), options.Dropout).reshape(weights.shape)
            : weights;
        var output = dropped.matmul(Apart(v, heads)).transpose(1, 2).flatten(2);
        return (run(pass, outProjection, output), dropped);
    }

    /// <summary>[N, T, heads * d] as [N, heads, T, d].</summary>
    private static Tensor Apart(Tensor sequences, long heads) =>
        sequences.reshape(sequences.shape[0], sequences.shape[1], heads, -1).transpose(1, 2);

    /// <param name="Heads">The number of heads.</param>
    /// <param name="Dropout">The probability with which an attention weight is dropped.</param>
    /// <param name="IsTraining">Whether any is.</param>
    /// <param name="Mask">Is added to the scores: [T, S], or [N * heads, T, S].</param>
    /// <param name="Padding">[N, S]: true where a key is padding.</param>
    public sealed record Options(long Heads, double Dropout, bool IsTraining, Tensor? Mask = null, Tensor? Padding = null);
}
