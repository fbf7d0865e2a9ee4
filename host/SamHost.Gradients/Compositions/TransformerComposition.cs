using SamHost.Gradients.Passes;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Compositions;

/// <summary>
/// Layers of a transformer's encoder one after the other, or one of its decoder, over sequences [T, N, features] as the stock modules have
/// them.
/// </summary>
internal sealed class TransformerComposition : Composition
{
    private readonly IReadOnlyList<TransformerBlock> _blocks = [];
    private readonly TransformerBlock.Form _form;
    private readonly Func<TransformerComposition, Func<BatchPass?>, IEnumerable<Action>> _hook;
    private Inputs? _inputs;

    /// <summary>A layer of an encoder. TorchSharp's calls with masks go past all hooks.</summary>
    public TransformerComposition(TransformerEncoderLayer module, string description)
        : this(module, description, [""], decodes: false, sample => module.forward(sample.Target))
    {
        Detour = "its calls with masks go past all hooks, those of a TransformerEncoder of one such layer do not";
        _hook = (composition, pass) =>
        {
            var before = module.register_forward_pre_hook(
                (_, source) => composition.Begin(pass(), new Inputs(source, null, new())) is { } inputs ? Idle(inputs.Target) : source);
            var after = module.register_forward_hook((_, _, idle) => composition.End(pass(), idle));
            return [before.remove, after.remove];
        };
    }

    /// <summary>A whole encoder.</summary>
    public TransformerComposition(TransformerEncoder module, string description)
        : this(
            module,
            description,
            Prefixes(module),
            decodes: false,
            sample => module.forward(sample.Target, null!, null!))
    {
        _hook = (composition, pass) =>
        {
            var before = module.register_forward_pre_hook((_, source, mask, padding) =>
                composition.Begin(pass(), new Inputs(source, null, new(mask, padding))) is { } inputs
                    ? (Idle(inputs.Target), null!, null!)
                    : null);
            var after = module.register_forward_hook((_, _, _, _, idle) => composition.End(pass(), idle));
            return [before.remove, after.remove];
        };
    }

    /// <summary>A layer of a decoder.</summary>
    public TransformerComposition(TransformerDecoderLayer module, string description)
        : this(
            module, description, [""], decodes: true,
            sample => module.forward(sample.Target, sample.Memory!, null!, null!, null!, null!)) =>
        _hook = (composition, pass) => HookDecoder(composition, pass, module);

    /// <summary>A whole decoder.</summary>
    public TransformerComposition(TransformerDecoder module, string description)
        : this(
            module, description, Prefixes(module), decodes: true,
            sample => module.forward(sample.Target, sample.Memory!, null!, null!, null!, null!)) =>
        _hook = (composition, pass) => HookDecoder(composition, pass, module);

    private TransformerComposition(
        nn.Module module, string description, IEnumerable<string> prefixes, bool decodes, Func<Inputs, Tensor> stock)
        : base(module, description)
    {
        _hook = (_, _) => [];
        _blocks = [.. prefixes.Select(prefix => TransformerBlock.Find(Run, Parts, prefix, decodes)).TakeWhile(block => block is not null)!];
        if (_blocks.Count == 0 || !Parts.AreAllUsed) return;
        using var scope = NewDisposeScope();
        var like = module.named_parameters(recurse: false).First().parameter;
        var features = like.shape[^1];
        var sample = new Inputs(
            randn([3, 2, features], like.dtype, like.device),
            decodes ? randn([4, 2, features], like.dtype, like.device) : null,
            new TransformerBlock.Masks());
        if (Probe.Find(module, TransformerBlock.Form.All(features), () => stock(sample), form => Apply(null, sample, form, module.training))
            is not { } form) return;
        if (Probe.FindDropout(module, () => stock(sample), p => Apply(null, sample, form with { Dropout = p }, module.training))
            is not { } dropout) return;
        _form = form with { Dropout = dropout };
        IsKnown = true;
    }

    public override bool IsRandom => _form.Dropout > 0;

    public override IEnumerable<Action> Hook(Func<BatchPass?> pass) => _hook(this, pass);

    // There are no more layers than parameters.
    private static IEnumerable<string> Prefixes(nn.Module stack) =>
        Enumerable.Range(0, stack.named_parameters(recurse: false).Count()).Select(number => $"layers.{number}.");

    private static IEnumerable<Action> HookDecoder(
        TransformerComposition composition, Func<BatchPass?> pass,
        nn.Module<Tensor, Tensor, Tensor, Tensor, Tensor, Tensor, Tensor> module)
    {
        var before = module.register_forward_pre_hook((_, target, memory, mask, memoryMask, padding, memoryPadding) =>
            composition.Begin(pass(), new Inputs(target, memory, new(mask, padding, memoryMask, memoryPadding))) is { } inputs
                ? (Idle(inputs.Target), Idle(inputs.Memory!), null!, null!, null!, null!)
                : null);
        var after = module.register_forward_hook((_, _, _, _, _, _, _, idle) => composition.End(pass(), idle));
        return [before.remove, after.remove];
    }

    private Inputs? Begin(BatchPass? pass, Inputs inputs)
    {
        _inputs = null;
        if (pass is null || inputs.Target.ndim != 3) return null;
        var masks = inputs.Masks;
        _inputs = new Inputs(
            Enter(pass, inputs.Target, 1),
            inputs.Memory is { } memory ? Enter(pass, memory, 1) : null,
            new TransformerBlock.Masks(
                EnterMask(pass, masks.Self), Padding(masks.SelfPadding), EnterMask(pass, masks.Memory), Padding(masks.MemoryPadding)));
        BeginIdle();
        return _inputs;

        Tensor? Padding(Tensor? padding) => padding is null ? null : Enter(pass, padding, 0);
    }

    private Tensor End(BatchPass? pass, Tensor idle)
    {
        if (_inputs is not { } inputs || pass is null) return idle;
        _inputs = null;
        EndIdle();
        return Exit(pass, Apply(pass, inputs, _form, IsTraining), 1);
    }

    private Tensor Apply(BatchPass? pass, Inputs inputs, TransformerBlock.Form form, bool isTraining)
    {
        var memory = inputs.Memory?.transpose(0, 1);
        var output = inputs.Target.transpose(0, 1);
        foreach (var block in _blocks) output = block.Apply(pass, output, memory, inputs.Masks, form, isTraining);
        return output.transpose(0, 1);
    }

    private sealed record Inputs(Tensor Target, Tensor? Memory, TransformerBlock.Masks Masks);
}
