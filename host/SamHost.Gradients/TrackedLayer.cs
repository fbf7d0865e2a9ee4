using SamHost.Gradients.Layers;
using static TorchSharp.torch;

namespace SamHost.Gradients;

/// <summary>A layer with trainable parameters and its rule. Compared by reference.</summary>
/// <param name="module">The layer itself; null for a part of a module, which the engine computes.</param>
/// <param name="rule">Its rule.</param>
/// <param name="description">The layer in words, as messages name it.</param>
internal sealed class TrackedLayer(nn.Module<Tensor, Tensor>? module, LayerRule rule, string description)
{
    public nn.Module<Tensor, Tensor>? Module => module;

    public LayerRule Rule => rule;

    public string Description => description;

    /// <summary>Whether its parameters are expanded, so that the layer needs no rule.</summary>
    public bool IsExpanded { get; set; }
}
