using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>The rules, by type of layer.</summary>
internal static class LayerRules
{
    /// <summary>A rule for a layer; null where there is none.</summary>
    public static LayerRule? For(nn.Module<Tensor, Tensor> layer) => layer switch
    {
        Linear linear => new LinearRule(linear.weight!, linear.bias),
        Conv1d convolution => new ConvolutionRule(convolution),
        Conv2d convolution => new ConvolutionRule(convolution),
        LayerNorm norm => NormalizationRule.For(norm),
        GroupNorm norm => NormalizationRule.For(norm),
        // Running statistics tie examples together across steps.
        InstanceNorm1d { track_running_stats: false } norm => NormalizationRule.For(norm),
        InstanceNorm2d { track_running_stats: false } norm => NormalizationRule.For(norm),
        InstanceNorm3d { track_running_stats: false } norm => NormalizationRule.For(norm),
        PReLU rectifier => new PReluRule(rectifier),
        // Frozen statistics are numbers as any.
        BatchNorm1d { training: false, track_running_stats: true, weight: not null } norm => NormalizationRule.OfFrozen(norm),
        BatchNorm2d { training: false, track_running_stats: true, weight: not null } norm => NormalizationRule.OfFrozen(norm),
        BatchNorm3d { training: false, track_running_stats: true, weight: not null } norm => NormalizationRule.OfFrozen(norm),
        Embedding embedding => EmbeddingRule.For(embedding),
        _ => KnownFunctions.For(layer),
    };
}
