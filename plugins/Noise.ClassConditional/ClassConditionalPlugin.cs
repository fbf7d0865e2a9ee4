using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.NoiseClassConditional;

/// <summary>Noise models in which the wrong label depends on the true class alone.</summary>
public sealed class ClassConditionalPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IComponentRegistry components)
    {
        components.AddNoise<NoNoise, NoOptions>("none", "Labels stay as they are.");
        components.AddNoise<SymmetricNoise, SymmetricOptions>(
            "symmetric", "Labels are redrawn uniformly, over the other classes or over all.");
        components.AddNoise<AsymmetricNoise, AsymmetricOptions>(
            "asymmetric", "Labels of chosen classes turn into a similar class each, such as truck into automobile.");
        components.AddNoise<PairFlipNoise, PairFlipOptions>(
            "pair-flip", "Labels turn into the next class, the last class into the first.");
        components.AddNoise<TransitionMatrixNoise, TransitionMatrixOptions>(
            "transition-matrix", "Labels are redrawn from a matrix of probabilities given in full.");
    }
}
