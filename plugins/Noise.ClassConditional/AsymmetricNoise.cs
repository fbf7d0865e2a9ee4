using SamHost.Contracts.Data;

namespace SamHost.Plugins.NoiseClassConditional;

/// <summary>
/// Asymmetric label noise: a class turns into a similar one with probability p. CIFAR-10's usual map is that of Patrini et
/// al., "Making Deep Neural Networks Robust to Label Noise", CVPR 2017 (arXiv 1609.03683).
/// </summary>
public sealed class AsymmetricNoise(AsymmetricOptions options) : ILabelNoise
{
    /// <inheritdoc/>
    public long[] Corrupt(NoiseRequest request) =>
        TransitionMatrix.FromMap(ClassMap.Targets(options.Map, request.ClassNames), options.Rate).Draw(request);
}
