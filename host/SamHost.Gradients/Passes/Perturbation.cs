using SamHost.Gradients.Layers;
using static TorchSharp.torch;

namespace SamHost.Gradients.Passes;

/// <summary>A displacement of each group's weights along its own gradient, layer by layer.</summary>
/// <param name="Layers">The gradients; a layer that is not in it has none.</param>
/// <param name="StepSizes">rho / ||g|| for each group: [G].</param>
internal sealed record Perturbation(IReadOnlyDictionary<TrackedLayer, LayerGradients> Layers, Tensor StepSizes);
