using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Plugins.NoiseClassConditional;

/// <summary>Options of <see cref="AsymmetricNoise"/>.</summary>
public sealed class AsymmetricOptions
{
    [Description("The probability that a label of a mapped class turns into the class it is mapped to, 0 to 1.")]
    [Range(0.0, 1.0)]
    public double Rate { get; set; } = 0.4;

    [Description("Which class turns into which: class name to class name, or all as class indices from 0 written as text. "
        + "Classes that are not named keep their labels. Default: CIFAR-10's usual map (truck to automobile, bird to airplane, "
        + "deer to horse, cat to dog, dog to cat) where the data set has CIFAR-10's classes; else it must be given.")]
    public Dictionary<string, string>? Map { get; set; }
}
