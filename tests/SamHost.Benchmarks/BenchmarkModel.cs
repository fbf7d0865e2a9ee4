using static TorchSharp.torch;

namespace SamHost.Benchmarks;

/// <summary>A model of the comparison: as configuration would name it, or made here.</summary>
/// <param name="Component">The model component.</param>
/// <param name="Options">Its options, JSON.</param>
/// <param name="InputShape">The shape of one input.</param>
/// <param name="Make">Makes it; null where a component does.</param>
public sealed record BenchmarkModel(string Component, string Options, long[] InputShape, Func<nn.Module<Tensor, Tensor>>? Make = null)
{
    public const int ClassCount = 10;

    /// <summary>How many classes it tells apart, where a component makes it.</summary>
    public int Classes { get; init; } = ClassCount;

    public static IReadOnlyDictionary<string, BenchmarkModel> All { get; } = new Dictionary<string, BenchmarkModel>
    {
        ["mlp"] = new("mlp", """{ "HiddenSizes": [512, 512] }""", [1, 28, 28]),
        ["cnn"] = new("cnn", "{}", [1, 28, 28]),
        ["resnet18"] = new("resnet18", "{}", [3, 32, 32]),
        ["resnet18-groupnorm"] = new("resnet18", """{ "Normalization": "GroupNorm" }""", [3, 32, 32]),
        ["mlp-positions"] = new("", "", [1, 28, 28], () => new OddModels.PositionPerceptron()),
        ["mlp-prelu"] = new("", "", [1, 28, 28], OddModels.SlopedPerceptron),
        ["vit"] = new("", "", [3, 32, 32], () => new OddModels.VisionTransformer()),
        ["gru"] = new("", "", [1, 28, 28], () => new OddModels.RowReader()),
        ["cnn-unknown-layer"] = new("", "", [1, 28, 28], OddModels.OneUnknownLayer),
    };
}
