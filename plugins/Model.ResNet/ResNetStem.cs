namespace SamHost.Plugins.ModelResNet;

/// <summary>What a ResNet does to a picture first.</summary>
public enum ResNetStem
{
    /// <summary>A 3x3 convolution of stride 1: for pictures of 32 x 32 or so.</summary>
    Small,

    /// <summary>A 7x7 convolution of stride 2, then 3x3 max pooling of stride 2, as of models that were trained on ImageNet.</summary>
    ImageNet,
}
