using SamHost.Gradients.Layers;
using static TorchSharp.torch;

namespace SamHost.Gradients;

/// <summary>A layer with trainable parameters and its rule. Compared by reference.</summary>
internal sealed class TrackedLayer(nn.Module<Tensor, Tensor> module, LayerRule rule, string description)
{
    public nn.Module<Tensor, Tensor> Module => module;

    public LayerRule Rule => rule;

    /// <summary>The layer in words, as messages name it.</summary>
    public string Description => description;
}
