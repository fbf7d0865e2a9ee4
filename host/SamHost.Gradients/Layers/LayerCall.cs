using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>One call of a layer.</summary>
/// <param name="Input">The input, detached: [B, ...].</param>
/// <param name="OutputGradient">The gradient of the summed loss in the output, detached: [B, ...].</param>
internal readonly record struct LayerCall(Tensor Input, Tensor OutputGradient);
