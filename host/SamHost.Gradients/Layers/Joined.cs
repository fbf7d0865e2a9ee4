using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>Tensors side by side.</summary>
internal static class Joined
{
    /// <summary>The tensors one after the other along a dimension; a single one is not copied.</summary>
    public static Tensor Along(long dimension, IEnumerable<Tensor> tensors)
    {
        Tensor[] all = [.. tensors];
        return all.Length == 1 ? all[0] : cat(all, dimension);
    }
}
