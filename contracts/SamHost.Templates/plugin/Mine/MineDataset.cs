using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using SamHost.Contracts.Data;
using static TorchSharp.torch;

namespace Mine;

/// <summary>As a beginning, points in two clouds. Of data that do not fit in memory, give Examples an IInputReader.</summary>
public sealed class MineDataset(MineDatasetOptions options) : IDatasetLoader
{
    public Dataset Load(DatasetRequest request)
    {
        using var generator = new Generator((ulong)request.Seed, CPU);
        return new Dataset(Draw(generator), Draw(generator), ["left", "right"]);
    }

    private Examples Draw(Generator generator)
    {
        using var scope = NewDisposeScope();
        var labels = randint(0, 2, [options.Count], ScalarType.Int64, generator: generator);
        return new Examples(randn([options.Count, 2], generator: generator) + (2 * labels - 1).unsqueeze(1), labels);
    }
}

public sealed class MineDatasetOptions
{
    [Description("The number of training examples, and of test examples."), Range(2, 10_000_000)]
    public int Count { get; set; } = 500;
}
