using SamHost.Contracts.Data;
using SamHost.Contracts.Models;
using static TorchSharp.torch;

namespace SamHost.Plugins.ModelLinear;

/// <summary>Linear layers without activations between them: f = V W_(D-1) ... W_1 x.</summary>
/// <remarks>
/// With two layers and one logit, the network f = &lt;v, W x&gt; that Baek, Kolter, Raghunathan, ICLR 2024 (arXiv 2405.03676)
/// analyse.
/// </remarks>
public sealed class DeepLinearBuilder(DeepLinearOptions options) : IModelBuilder
{
    /// <inheritdoc/>
    public nn.Module<Tensor, Tensor> Build(DataShape shape) =>
        new LinearChain(
            [shape.InputSize, .. Enumerable.Repeat((long)options.HiddenSize, options.Depth - 1), shape.LogitCount],
            options.Bias,
            options.InitialStd);
}
