using SamHost.Contracts.Data;
using static TorchSharp.torch;

namespace SamHost.Plugins.DatasetGaussianToy;

/// <summary>
/// The linear toy data of Baek, Kolter, Raghunathan, "Why is SAM Robust to Label Noise?", ICLR 2024 (arXiv 2405.03676): y is
/// -1 or +1 by a fair coin, x_1 = y * Signal, and the other coordinates are independent N(0, NoiseStd^2). Inputs float32 [N, Dimension];
/// label 1 is y = +1, label 0 is y = -1.
/// </summary>
public sealed class GaussianToyLoader(GaussianToyOptions options) : IDatasetLoader
{
    /// <inheritdoc/>
    public Dataset Load(DatasetRequest request)
    {
        using var generator = new Generator(unchecked((ulong)request.Seed));
        return new Dataset(
            Draw(options.TrainCount, generator, request.Seed), Draw(options.TestCount, generator, request.Seed), ["-1", "+1"]);
    }

    private Examples Draw(int count, Generator generator, long seed)
    {
        using var scope = NewDisposeScope();
        var labels = randint(2, [count], ScalarType.Int64, generator: generator);
        var inputs = randn([count, options.Dimension], ScalarType.Float32, generator: generator).mul_(options.NoiseStd);
        inputs.select(1, 0).copy_((labels * 2 - 1) * options.Signal);
        // Each seed draws examples of its own.
        var ids = Enumerable.Range(0, count).Select(index => $"{(uint)seed:x8}-{index}").ToList();
        return new Examples(inputs, labels)
        {
            Source = new ExampleSource([.. Enumerable.Range(0, count).Select(index => (long)index)], count, ids),
        };
    }
}
