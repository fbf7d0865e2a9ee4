using SamHost.Contracts.Gradients;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Mine;

/// <summary>How <see cref="MineLayer"/> computes where each example has weights of its own, as a beginning.</summary>
public sealed class MineGradientRule : IGradientRule
{
    public bool AppliesTo(nn.Module<Tensor, Tensor> layer) => layer is MineLayer;

    // Input and gain are both [B, width].
    public Tensor Output(nn.Module<Tensor, Tensor> layer, Tensor input, IReadOnlyDictionary<string, Tensor> weights) =>
        MineLayer.Scaled(input, weights["_gain"]);

    public (nn.Module<Tensor, Tensor> Layer, Tensor Input) Sample() => (new MineLayer(3), randn(4, 3));
}

/// <summary>Root mean square normalisation of vectors, with a gain for each number.</summary>
public sealed class MineLayer : nn.Module<Tensor, Tensor>
{
    private readonly Parameter _gain;

    public MineLayer(long width)
        : base(nameof(MineLayer))
    {
        _gain = nn.Parameter(ones(width));
        RegisterComponents();
    }

    public static Tensor Scaled(Tensor input, Tensor gain) => input * (input.square().mean([1L], keepdim: true) + 1e-6).rsqrt() * gain;

    public override Tensor forward(Tensor input) => Scaled(input, _gain);
}
