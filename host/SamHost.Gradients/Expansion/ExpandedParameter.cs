using SamHost.Gradients.Compositions;
using SamHost.Gradients.Layers;
using TorchSharp.Modules;

namespace SamHost.Gradients.Expansion;

/// <summary>
/// A parameter that the model uses in its own way, so that each example is given its own: passes know it as a layer whose output it is.
/// </summary>
internal sealed class ExpandedParameter
{
    /// <param name="parameter">The parameter.</param>
    /// <param name="description">The parameter in words, as messages name it.</param>
    public ExpandedParameter(Parameter parameter, string description)
    {
        Parameter = parameter;
        Layer = new TrackedLayer(null, new ParameterRule(parameter), description);
        Part = new Part(Layer, input => parameter.unsqueeze(0).expand([input.shape[0], .. parameter.shape]));
    }

    public Parameter Parameter { get; }

    public TrackedLayer Layer { get; }

    public Part Part { get; }
}
