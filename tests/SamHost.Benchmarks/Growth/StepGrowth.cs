using TorchSharp;

namespace SamHost.Benchmarks.Growth;

/// <summary>The time of a step by the sizes of an MLP and its batch.</summary>
internal static class StepGrowth
{
    private static readonly string[] Rules = ["sgd", "n-sam", "1-sam"];

    private static readonly Dictionary<string, (int[] Sizes, Func<int, Perceptron> Make)> Dimensions = new()
    {
        ["batch"] = ([8, 16, 32, 64, 128, 256, 512, 1024], size => new Perceptron { Batch = size }),
        ["width"] = ([64, 128, 256, 512, 1024, 2048], size => new Perceptron { Width = size }),
        ["depth"] = ([1, 2, 4, 8, 16, 32, 64], size => new Perceptron { Depth = size, Width = 256 }),
        ["classes"] = ([10, 30, 100, 300, 1000, 3000, 10_000], size => new Perceptron { Classes = size }),
    };

    /// <summary>What sizes there are.</summary>
    public static IEnumerable<string> Names => Dimensions.Keys;

    /// <summary>Measures the steps at each size: the shortest of some turns, in ms.</summary>
    /// <param name="name">One of <see cref="Names"/>.</param>
    /// <param name="repeat">How many turns.</param>
    public static CostCurve Measure(string name, int repeat)
    {
        var (sizes, make) = Dimensions[name];
        Perceptron[] models = [.. sizes.Select(make)];
        var times = models.Select(Scene).Select(scene => scene.StepTimes(Rules, repeat, StepScene.ProcessorTime)).ToList();
        return new CostCurve(
            name,
            [.. sizes.Select(size => (double)size)],
            [
                ("multiply-adds", [.. models.Select(model => model.MultiplyAdds)]),
                .. Rules.Select(rule => ($"{rule} ms", times.Select(turns => turns.Shortest(rule)).ToArray())),
            ]);

        static StepScene Scene(Perceptron model) => new(model.Model, model.Batch, torch.CPU);
    }
}
