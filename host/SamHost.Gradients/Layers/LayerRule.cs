using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>Makes the per-example gradients of one layer out of what a pass recorded of it.</summary>
/// <param name="layer">The layer.</param>
/// <param name="calls">The layer's calls in the pass, in order; at least one.</param>
/// <param name="groups">The groups whose gradients are summed.</param>
internal delegate LayerGradients LayerRule(nn.Module<Tensor, Tensor> layer, IReadOnlyList<LayerCall> calls, Grouping groups);

/// <summary>One call of a layer.</summary>
/// <param name="Input">The input, detached: [B, ...].</param>
/// <param name="OutputGradient">The gradient of the summed loss in the output, detached: [B, ...].</param>
internal readonly record struct LayerCall(Tensor Input, Tensor OutputGradient);
