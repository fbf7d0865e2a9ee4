using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Testing;

/// <summary>A small network and a batch, in float64, for checks.</summary>
internal static class SampleModel
{
    /// <summary>Two layers: 5 inputs, 7 hidden, some logits.</summary>
    public static nn.Module<Tensor, Tensor> Create(long logits, int seed = 1)
    {
        manual_seed(seed);
        return nn.Sequential(nn.Linear(5, 7), nn.Tanh(), nn.Linear(7, logits)).to(ScalarType.Float64);
    }

    /// <summary>Six examples.</summary>
    public static Contracts.Gradients.Batch Batch(long classes, int seed = 2)
    {
        manual_seed(seed);
        return new(
            randn([6, 5], ScalarType.Float64), randint(0, Math.Max(2, classes), [6], ScalarType.Int64), arange(6, ScalarType.Int64));
    }
}
