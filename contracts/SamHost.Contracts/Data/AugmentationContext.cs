using static TorchSharp.torch;

namespace SamHost.Contracts.Data;

/// <summary>The step that an augmentation is called in.</summary>
/// <param name="Generator">
/// The only source of randomness to use, on the CPU: seeded from the run's root seed, the augmentation's place in the chain and the step.
/// Borrowed.
/// </param>
/// <param name="PictureShape">How an input is looked at, [channels, height, width]; null where it is no picture.</param>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Step">The step within the run, from 0.</param>
public sealed record AugmentationContext(Generator Generator, IReadOnlyList<long>? PictureShape, int Epoch, long Step)
{
    /// <summary>Inputs as pictures.</summary>
    /// <param name="inputs">[B, ...].</param>
    /// <returns>[B, channels, height, width]: a view of the inputs where that is possible.</returns>
    /// <exception cref="Plugins.ComponentException">The inputs of this data set are no pictures.</exception>
    public Tensor AsPictures(Tensor inputs) => PictureShape is { } shape
        ? inputs.reshape([inputs.shape[0], .. shape])
        : throw new Plugins.ComponentException("it needs pictures, and the inputs of this data set are none; take it out of the chain.");

    /// <summary>Numbers drawn uniformly from [0, 1).</summary>
    /// <param name="count">How many.</param>
    /// <param name="device">Where they go.</param>
    /// <returns>float64 [count].</returns>
    public Tensor Uniform(long count, Device device) => rand(count, dtype: ScalarType.Float64, generator: Generator).to(device);

    /// <summary>Whole numbers drawn uniformly from 0 to <paramref name="end"/> - 1.</summary>
    /// <param name="end">The number after the largest.</param>
    /// <param name="count">How many.</param>
    /// <param name="device">Where they go.</param>
    /// <returns>int64 [count].</returns>
    public Tensor Integers(long end, long count, Device device) =>
        randint(0, end, [count], ScalarType.Int64, generator: Generator).to(device);
}
