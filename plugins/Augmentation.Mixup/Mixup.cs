using SamHost.Contracts.Data;
using SamHost.Contracts.Gradients;
using static TorchSharp.torch;

namespace SamHost.Plugins.AugmentationMixup;

/// <summary>
/// Mixes each example with another one of its batch: x = k x_i + (1 - k) x_j, with the loss k l(f(x), y_i) + (1 - k) l(f(x), y_j) and k
/// from Beta(Alpha, Alpha): Zhang et al., "mixup: Beyond Empirical Risk Minimization", ICLR 2018 (arXiv 1710.09412).
/// </summary>
public sealed class Mixup(MixupOptions options) : IAugmentation
{
    public Batch Augment(Batch batch, AugmentationContext context)
    {
        var inputs = batch.Inputs;
        var concentration = full(options.PerExample ? batch.Size : 1, options.Alpha, ScalarType.Float64);
        // Beta(a, a) is the first share of Dirichlet(a, a). (A distribution of TorchSharp's would dispose the generator with itself.)
        var drawn = _sample_dirichlet(stack([concentration, concentration], -1), context.Generator).select(-1, 0);
        var shares = drawn.expand(batch.Size).to(inputs.dtype).to(inputs.device);
        var partners = context.Uniform(batch.Size, inputs.device).argsort();
        var share = shares.reshape([batch.Size, .. Enumerable.Repeat(1L, (int)inputs.dim() - 1)]);
        return batch.Mix(share * inputs + (1 - share) * inputs.index_select(0, partners), partners, shares);
    }
}
