using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Plugins.ModelMlp;

/// <summary>A linear layer, its activation, and dropout where there is any: [B, inputs] to [B, outputs].</summary>
internal sealed class HiddenLayer : nn.Module<Tensor, Tensor>
{
    private readonly Linear linear;
    private readonly Dropout? dropout;
    private readonly Func<Tensor, Tensor> activation;

    public HiddenLayer(long inputs, long outputs, MlpOptions options)
        : base(nameof(HiddenLayer))
    {
        linear = nn.Linear(inputs, outputs);
        dropout = options.Dropout > 0 ? nn.Dropout(options.Dropout) : null;
        activation = options.Activation switch
        {
            MlpActivation.Tanh => tanh,
            MlpActivation.Gelu => x => nn.functional.gelu(x),
            _ => x => nn.functional.relu(x),
        };
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        var activations = activation(linear.call(input));
        return dropout is null ? activations : dropout.call(activations);
    }
}
