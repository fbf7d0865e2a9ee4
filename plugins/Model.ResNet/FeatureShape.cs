namespace SamHost.Plugins.ModelResNet;

/// <summary>The shape of one example's features: channels, height, width.</summary>
internal sealed record FeatureShape(long Channels, long Height, long Width)
{
    /// <summary>The shape after a convolution with padding "half the kernel", such as 3x3 with padding 1.</summary>
    public FeatureShape Convolved(long channels, long stride) =>
        new(channels, (Height + stride - 1) / stride, (Width + stride - 1) / stride);
}
