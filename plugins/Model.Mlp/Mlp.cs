using SamHost.Contracts.Data;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Plugins.ModelMlp;

/// <summary>Hidden layers, then a linear layer: [B, ...] to [B, C], or [B, 1] for a binary model.</summary>
internal sealed class Mlp : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<HiddenLayer> hidden;
    private readonly Linear output;

    public Mlp(DataShape shape, MlpOptions options)
        : base(nameof(Mlp))
    {
        long[] sizes = [shape.InputSize, .. options.HiddenSizes];
        hidden = new([.. sizes.Zip(sizes.Skip(1), (inputs, outputs) => new HiddenLayer(inputs, outputs, options))]);
        output = nn.Linear(sizes[^1], shape.LogitCount);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) =>
        output.call(hidden.Aggregate(input.flatten(1), (activations, layer) => layer.call(activations)));
}
