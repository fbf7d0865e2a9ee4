using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>The rules, by type of layer.</summary>
internal static class LayerRules
{
    private static readonly Dictionary<Type, LayerRule> Rules = new()
    {
        [typeof(Linear)] = (layer, calls, groups) => new LinearGradients((Linear)layer, calls, groups),
    };

    /// <summary>The rule for a layer; null where there is none.</summary>
    public static LayerRule? For(nn.Module<Tensor, Tensor> layer) => Rules.GetValueOrDefault(layer.GetType());
}
