using SamHost.Contracts.Data;
using SamHost.Contracts.Models;
using static TorchSharp.torch;

namespace SamHost.Plugins.ModelMlp;

/// <summary>A multilayer perceptron on the flattened input.</summary>
public sealed class MlpBuilder(MlpOptions options) : IModelBuilder
{
    /// <inheritdoc/>
    public nn.Module<Tensor, Tensor> Build(DataShape shape) => new Mlp(shape, options);
}
