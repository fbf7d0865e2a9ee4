using static TorchSharp.torch;

namespace SamHost.Gradients.Precision;

/// <summary>
/// Backward passes, in which nothing is cast: what they multiply has the types of the forward pass. On an accelerator they run on another
/// thread, to which libtorch hands on that operators cast, but not to what.
/// </summary>
internal static class Backward
{
    /// <summary>The gradients of sum(outputs * upstream), which belong to the current dispose scope.</summary>
    /// <param name="outputs">The outputs.</param>
    /// <param name="inputs">What is differentiated in.</param>
    /// <param name="upstream">A tensor of each output's shape.</param>
    /// <param name="retainGraph">Whether the graph is used again.</param>
    /// <param name="allowUnused">
    /// Whether outputs may be independent of an input, whose gradient is then a tensor without content; an error otherwise.
    /// </param>
    public static IList<Tensor> Gradients(
        IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor> upstream, bool retainGraph = false, bool allowUnused = false)
    {
        using var uncast = Autocast.Pause();
        return autograd.grad(outputs, inputs, upstream, retainGraph, allow_unused: allowUnused);
    }
}
