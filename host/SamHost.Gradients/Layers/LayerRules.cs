using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>The rules, by type of layer.</summary>
internal static class LayerRules
{
    /// <summary>A rule for a layer; null where there is none.</summary>
    public static LayerRule? For(nn.Module<Tensor, Tensor> layer) => layer switch
    {
        Linear linear => new LinearRule(linear),
        Conv1d convolution => new ConvolutionRule(convolution),
        Conv2d convolution => new ConvolutionRule(convolution),
        LayerNorm norm => NormalizationRule.For(norm),
        GroupNorm norm => NormalizationRule.For(norm),
        // Running statistics tie examples together across steps.
        InstanceNorm1d { track_running_stats: false } norm => NormalizationRule.For(norm),
        InstanceNorm2d { track_running_stats: false } norm => NormalizationRule.For(norm),
        InstanceNorm3d { track_running_stats: false } norm => NormalizationRule.For(norm),
        Embedding embedding => EmbeddingRule.For(embedding),
        _ => null,
    };
}
