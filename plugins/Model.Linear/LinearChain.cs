using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Plugins.ModelLinear;

/// <summary>Linear layers one after another on the flattened input: [B, ...] to [B, sizes[^1]].</summary>
internal sealed class LinearChain : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<Linear> layers;

    /// <summary>Creates the layers.</summary>
    /// <param name="sizes">The size of the input, of each hidden layer, and of the output.</param>
    /// <param name="bias">Whether the layers have biases.</param>
    /// <param name="initialStd">Weights from N(0, std^2) and biases of zero; null for PyTorch's initialisation.</param>
    public LinearChain(long[] sizes, bool bias, double? initialStd)
        : base(nameof(LinearChain))
    {
        layers = new([.. sizes.Zip(sizes.Skip(1), (inputs, outputs) => nn.Linear(inputs, outputs, bias))]);
        if (initialStd is { } std)
            foreach (var layer in layers)
                Initialise(layer, std);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) =>
        layers.Aggregate(input.flatten(1), (hidden, layer) => layer.call(hidden));

    private static void Initialise(Linear layer, double std)
    {
        nn.init.normal_(layer.weight, 0, std);
        if (layer.bias is { } bias)
            nn.init.zeros_(bias);
    }
}
