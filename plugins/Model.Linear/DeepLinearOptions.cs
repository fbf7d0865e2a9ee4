using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.ModelLinear;

/// <summary>Options of <see cref="DeepLinearBuilder"/>.</summary>
public sealed class DeepLinearOptions
{
    [Description("The number of linear layers, at least 2.")]
    [Range(2, 1000)]
    public int Depth { get; set; } = 2;

    [Description("The number of units between two layers.")]
    [Range(1, 1_000_000)]
    public int HiddenSize { get; set; } = 128;

    [Description("Whether the layers have biases.")]
    public bool Bias { get; set; }

    [Description(
        "The standard deviation of normal initial weights, with biases of zero. "
        + "Default: PyTorch's uniform initialisation of linear layers.")]
    [Range(0.0, double.MaxValue)]
    public double? InitialStd { get; set; }
}
