using SamHost.Contracts.Gradients;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Testing.Tests;

/// <summary>A gradient rule for a layer of a stranger's own, and one that is wrong.</summary>
public class GradientRuleCheckTests
{
    [Fact]
    public void A_rule_that_is_the_layer_passes() => GradientRuleCheck.Run(() => new RootMeanSquareRule());

    [Fact]
    public void A_rule_that_is_something_else_fails() => Assert.Contains(
        "gives another output than the layer",
        Assert.Throws<CheckFailedException>(() => GradientRuleCheck.Run(() => new WrongRule())).Message,
        StringComparison.Ordinal);

    private class RootMeanSquareRule : IGradientRule
    {
        public bool AppliesTo(nn.Module<Tensor, Tensor> layer) => layer is RootMeanSquare;

        public virtual Tensor Output(nn.Module<Tensor, Tensor> layer, Tensor input, IReadOnlyDictionary<string, Tensor> weights) =>
            RootMeanSquare.Normalized(input) * weights["_gain"].exp();

        public (nn.Module<Tensor, Tensor> Layer, Tensor Input) Sample() => (new RootMeanSquare(3), randn(4, 3));
    }

    private sealed class WrongRule : RootMeanSquareRule
    {
        public override Tensor Output(nn.Module<Tensor, Tensor> layer, Tensor input, IReadOnlyDictionary<string, Tensor> weights) =>
            input * weights["_gain"].exp();
    }

    /// <summary>Root mean square normalisation of the last dimension, not linear in its weight.</summary>
    private sealed class RootMeanSquare : nn.Module<Tensor, Tensor>
    {
        private readonly Parameter _gain;

        public RootMeanSquare(long width)
            : base(nameof(RootMeanSquare))
        {
            _gain = nn.Parameter(rand(width) + 0.5);
            RegisterComponents();
        }

        public static Tensor Normalized(Tensor input) => input * (input.square().mean([-1L], keepdim: true) + 1e-6).rsqrt();

        public override Tensor forward(Tensor input) => Normalized(input) * _gain.exp();
    }
}
