using SamHost.Contracts.Data;
using SamHost.Contracts.Models;
using static TorchSharp.torch;

namespace SamHost.Plugins.ModelLinear;

/// <summary>One linear layer on the flattened input: f = W x + b.</summary>
public sealed class LinearBuilder(LinearOptions options) : IModelBuilder
{
    /// <inheritdoc/>
    public nn.Module<Tensor, Tensor> Build(DataShape shape) =>
        new LinearChain([shape.InputSize, shape.LogitCount], options.Bias, options.InitialStd);
}
