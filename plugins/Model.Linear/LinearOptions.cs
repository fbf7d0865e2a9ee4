using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.ModelLinear;

/// <summary>Options of <see cref="LinearBuilder"/>.</summary>
public sealed class LinearOptions
{
    [Description("Whether the layer has a bias.")]
    public bool Bias { get; set; } = true;

    [Description(
        "The standard deviation of normal initial weights, with biases of zero. "
        + "Default: PyTorch's uniform initialisation of linear layers.")]
    [Range(0.0, double.MaxValue)]
    public double? InitialStd { get; set; }
}
