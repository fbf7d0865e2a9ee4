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
        return new Dataset(Draw(generator, request.Seed), Draw(generator, request.Seed), ["left", "right"]);
    }

    private Examples Draw(Generator generator, long seed)
    {
        using var scope = NewDisposeScope();
        var labels = randint(0, 2, [options.Count], ScalarType.Int64, generator: generator);
        // The same id is the same example under every seed, and each seed draws its own. Of a file, give the rows without ids.
        var rows = Enumerable.Range(0, options.Count).Select(row => (long)row).ToArray();
        return new Examples(randn([options.Count, 2], generator: generator) + (2 * labels - 1).unsqueeze(1), labels)
        {
            Source = new ExampleSource(rows, rows.Length, [.. rows.Select(row => $"{seed:x}-{row}")]),
        };
    }
}

public sealed class MineDatasetOptions
{
    [Description("The number of training examples, and of test examples."), Range(2, 10_000_000)]
    public int Count { get; set; } = 500;
}
