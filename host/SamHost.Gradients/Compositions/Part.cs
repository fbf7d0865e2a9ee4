using static TorchSharp.torch;

namespace SamHost.Gradients.Compositions;

/// <summary>A layer within a module that does not let hooks at it.</summary>
/// <param name="Layer">The layer as passes know it; null where none of its parameters is trained.</param>
/// <param name="Output">Its output at the model's own weights.</param>
internal sealed record Part(TrackedLayer? Layer, Func<Tensor, Tensor> Output);
