using SamHost.Gradients.Layers;
using SamHost.Gradients.Passes;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Compositions;

/// <summary>A bilinear layer: a linear one of the products of its inputs' features, [..., features in 1 * features in 2].</summary>
internal sealed class BilinearComposition : Composition
{
    private readonly Bilinear _module;
    private readonly Part _products;
    private Tensor? _input;

    public BilinearComposition(Bilinear module, string description)
        : base(module, description)
    {
        _module = module;
        var (weight, bias) = (Parts["weight"]!, Parts["bias"]);
        _products = Parts.Add(
            new LinearRule(weight, bias), [weight, bias], input => nn.functional.linear(input, weight.flatten(1), bias));
        IsKnown = Parts.AreAllUsed;
    }

    public override bool IsRandom => false;

    public override IEnumerable<Action> Hook(Func<BatchPass?> pass)
    {
        var before = _module.register_forward_pre_hook((_, first, second) =>
        {
            _input = null;
            if (pass() is not { } current) return null;
            (first, second) = (Enter(current, first, 0), Enter(current, second, 0));
            _input = (first.unsqueeze(-1) * second.unsqueeze(-2)).flatten(-2);
            return (first.narrow(0, 0, 1), second.narrow(0, 0, 1));
        });
        var after = _module.register_forward_hook((_, _, _, idle) =>
        {
            if (_input is not { } input || pass() is not { } current) return idle;
            _input = null;
            return Exit(current, Run(current, _products, input), 0);
        });
        return [before.remove, after.remove];
    }
}
