using SamHost.Gradients.Passes;
using static TorchSharp.torch;

namespace SamHost.Gradients.Compositions;

/// <summary>
/// One layer of a transformer out of its parts, as libtorch has it: attention, in a decoder attention to the memory as well, and a
/// feed-forward network, each added to its input and then normalised.
/// </summary>
internal sealed class TransformerBlock
{
    // libtorch's, which its layers do not let anyone choose.
    private const double Epsilon = 1e-5;

    private readonly Composition.Runner _runner;
    private readonly Attention _self;
    private readonly Attention? _memory;
    private readonly Part[] _norms;
    private readonly Part _widening;
    private readonly Part _narrowing;

    private TransformerBlock(Composition.Runner runner, PartList parts, string prefix, Attention self, Attention? memory)
    {
        (_runner, _self, _memory) = (runner, self, memory);
        _widening = Linear("linear1");
        _narrowing = Linear("linear2");
        _norms = [.. Enumerable.Range(1, memory is null ? 2 : 3).Select(number => parts.LayerNorm(
            parts[$"{prefix}norm{number}.weight"]!, parts[$"{prefix}norm{number}.bias"], Epsilon))];

        Part Linear(string name) => parts.Linear(parts[$"{prefix}{name}.weight"]!, parts[$"{prefix}{name}.bias"]);
    }

    /// <summary>The layer of a module whose parameters begin with a prefix; null where there is none.</summary>
    public static TransformerBlock? Find(Composition.Runner runner, PartList parts, string prefix, bool decodes)
    {
        if (parts[$"{prefix}linear1.weight"] is null || Attention.Find(parts, $"{prefix}self_attn.", runner) is not { } self) return null;
        var memory = decodes ? Attention.Find(parts, $"{prefix}multihead_attn.", runner) : null;
        return decodes && memory is null ? null : new TransformerBlock(runner, parts, prefix, self, memory);
    }

    /// <summary>What libtorch lets a user choose for a layer.</summary>
    /// <param name="Heads">The number of heads.</param>
    /// <param name="IsGelu">Whether the feed-forward network's activation is GELU, and not ReLU.</param>
    /// <param name="Dropout">The probability of dropout, everywhere.</param>
    public readonly record struct Form(long Heads, bool IsGelu, double Dropout)
    {
        /// <summary>The forms, without dropout, that a layer of some features may have.</summary>
        public static IEnumerable<Form> All(long features) =>
            from heads in Attention.HeadCounts(features)
            from isGelu in new[] { false, true }
            select new Form(heads, isGelu, 0);
    }

    /// <summary>The masks of a call: see <see cref="Attention.Options"/>.</summary>
    public sealed record Masks(Tensor? Self = null, Tensor? SelfPadding = null, Tensor? Memory = null, Tensor? MemoryPadding = null);

    /// <summary>The layer's output: [N, T, features].</summary>
    public Tensor Apply(BatchPass? pass, Tensor input, Tensor? memory, Masks masks, Form form, bool isTraining)
    {
        var attended = _self.Apply(pass, input, input, input, Options(masks.Self, masks.SelfPadding)).Output;
        var sum = _runner(pass, _norms[0], input + Dropout(attended));
        if (_memory is not null)
        {
            var recalled = _memory.Apply(pass, sum, memory!, memory!, Options(masks.Memory, masks.MemoryPadding)).Output;
            sum = _runner(pass, _norms[1], sum + Dropout(recalled));
        }

        var wide = _runner(pass, _widening, sum);
        var active = form.IsGelu ? nn.functional.gelu(wide) : nn.functional.relu(wide);
        return _runner(pass, _norms[^1], sum + Dropout(_runner(pass, _narrowing, Dropout(active))));

        Tensor Dropout(Tensor tensor) => Composition.Dropout(tensor, form.Dropout, isTraining);
        Attention.Options Options(Tensor? mask, Tensor? padding) => new(form.Heads, form.Dropout, isTraining, mask, padding);
    }
}
