using SamHost.Gradients.Layers;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Compositions;

/// <summary>The parts of a module, made of its parameters.</summary>
internal sealed class PartList(nn.Module module, string description)
{
    private readonly Dictionary<string, Parameter> _parameters =
        module.named_parameters(recurse: false).ToDictionary(named => named.name, named => named.parameter);

    private readonly List<TrackedLayer> _layers = [];
    private readonly HashSet<Parameter> _used = new(ReferenceEqualityComparer.Instance);

    /// <summary>The parts with trained parameters.</summary>
    public IReadOnlyList<TrackedLayer> Layers => _layers;

    /// <summary>Whether each of the module's parameters belongs to a part.</summary>
    public bool AreAllUsed => _used.Count == _parameters.Count;

    /// <summary>The parameter of a name; null where the module has none.</summary>
    public Parameter? this[string name] => _parameters.GetValueOrDefault(name);

    /// <summary>A linear layer, over [B, P, features].</summary>
    public Part Linear(Parameter weight, Parameter? bias) =>
        Add(new LinearRule(weight, bias), [weight, bias], input => nn.functional.linear(input, weight, bias));

    /// <summary>A normalisation of the last dimension, over [B, P, features].</summary>
    public Part LayerNorm(Parameter weight, Parameter? bias, double epsilon) => Add(
        NormalizationRule.OfVectors(weight, bias, epsilon),
        [weight, bias],
        input => nn.functional.layer_norm(input, weight.shape, weight, bias, epsilon));

    /// <summary>A part with a rule of its own.</summary>
    public Part Add(LayerRule rule, IEnumerable<Parameter?> parameters, Func<Tensor, Tensor> output)
    {
        Parameter[] present = [.. parameters.OfType<Parameter>()];
        _used.UnionWith(present);
        if (!present.Any(parameter => parameter.requires_grad)) return new Part(null, output);
        var layer = new TrackedLayer(null, rule, description);
        _layers.Add(layer);
        return new Part(layer, output);
    }
}
