using static TorchSharp.torch;

namespace SamHost.Contracts.Data;

/// <summary>What a noise model is given.</summary>
public sealed class NoiseRequest
{
    /// <summary>
    /// The labels that the data set gives its training examples, each between 0 and the number of classes - 1: clean ones, unless the data
    /// bring noise of their own.
    /// </summary>
    public required IReadOnlyList<long> Labels { get; init; }

    /// <summary>
    /// The training examples: their inputs, in memory or read in batches, and who they are (<see cref="Examples.Source"/>). Borrowed: do
    /// not dispose.
    /// </summary>
    public required Examples Examples { get; init; }

    /// <summary>A name for each class, in the order of the labels.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>
    /// The only source of randomness to use: it is seeded from the run's root seed for noise alone, so that the noise is the
    /// same under every optimizer and model. Borrowed: do not dispose.
    /// </summary>
    public required Generator Generator { get; init; }

    /// <summary>The directory in which relative paths of the options start: the working directory.</summary>
    public required string BaseDirectory { get; init; }

    /// <summary>The number of classes, C.</summary>
    public int ClassCount => ClassNames.Count;

    /// <summary>An absolute path from a path of the options.</summary>
    public string Resolve(string path) => Path.GetFullPath(path, BaseDirectory);

    /// <summary>N numbers drawn uniformly from [0, 1).</summary>
    public double[] Uniform(int count)
    {
        using var drawn = rand(count, dtype: ScalarType.Float64, generator: Generator);
        return drawn.data<double>().ToArray();
    }
}
