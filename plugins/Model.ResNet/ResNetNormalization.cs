namespace SamHost.Plugins.ModelResNet;

/// <summary>The normalisation after each convolution.</summary>
public enum ResNetNormalization
{
    /// <summary>Over all channels and positions of each example, with a gain and a shift for each channel and position.</summary>
    LayerNorm,

    /// <summary>
    /// Over groups of channels and all positions of each example, with a gain and a shift for each channel. One group normalises
    /// exactly as <see cref="LayerNorm"/> does, with fewer parameters.
    /// </summary>
    GroupNorm,

    /// <summary>Over the batch and all positions, for each channel: ties the examples of a batch together.</summary>
    BatchNorm,
}
