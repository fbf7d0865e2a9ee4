using SamHost.Contracts.Data;
using SamHost.Plugins.ModelLinear;
using SamHost.TestSupport;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.ShippedPlugins.Tests.ModelLinear;

public class LinearModelTests
{
    private static readonly DataShape Digits = new([64], 10);
    private static readonly DataShape Image = new([3, 4, 5], 7);
    private static readonly DataShape Binary = new([9], 2);

    public static TheoryData<int> Shapes => [0, 1, 2];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_models_keep_the_contract(int shape)
    {
        ModelChecks.AssertModel(new LinearBuilder(new()), Shape(shape));
        ModelChecks.AssertModel(new LinearBuilder(new() { Bias = false }), Shape(shape));
        ModelChecks.AssertModel(new DeepLinearBuilder(new()), Shape(shape));
        ModelChecks.AssertModel(new DeepLinearBuilder(new() { Depth = 4, Bias = true, HiddenSize = 3 }), Shape(shape));
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void An_example_s_logits_do_not_depend_on_the_others(int shape)
    {
        ModelChecks.AssertExamplesAreApart(new LinearBuilder(new()), Shape(shape));
        ModelChecks.AssertExamplesAreApart(new DeepLinearBuilder(new() { Depth = 3 }), Shape(shape));
    }

    [Fact]
    public void Parameters_are_as_many_as_the_sizes_say()
    {
        Assert.Equal(64 * 10 + 10, Count(new LinearOptions(), Digits));
        Assert.Equal(64 * 10, Count(new LinearOptions { Bias = false }, Digits));
        Assert.Equal(9, Count(new LinearOptions { Bias = false }, Binary));
        Assert.Equal(64 * 128 + 128 * 10, Count(new DeepLinearOptions(), Digits));
        Assert.Equal(60 * 6 + 6 + 6 * 6 + 6 + 6 * 7 + 7, Count(new DeepLinearOptions { Depth = 3, HiddenSize = 6, Bias = true }, Image));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void A_deep_linear_model_is_the_product_of_its_matrices(int depth)
    {
        using var scope = NewDisposeScope();
        using var model = new DeepLinearBuilder(new() { Depth = depth, HiddenSize = 5 }).Build(Image, seed: 3).to(ScalarType.Float64);
        var input = ModelChecks.Inputs(Image, 1);

        var expected = input.data<double>().ToArray();
        for (var layer = 0; layer < depth; layer++)
            expected =
                [.. model.Weights($"layers.{layer}.weight").Chunk(expected.Length).Select(row => row.Zip(expected, (w, x) => w * x).Sum())];

        var actual = model.call(input).data<double>().ToArray();
        Assert.Equal(7, actual.Length);
        Assert.All(actual.Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-13));
    }

    [Fact]
    public void A_linear_model_is_its_matrix_and_bias()
    {
        using var scope = NewDisposeScope();
        using var model = new LinearBuilder(new()).Build(Digits, seed: 3).to(ScalarType.Float64);
        var input = ModelChecks.Inputs(Digits, 1);
        var values = input.data<double>().ToArray();

        var expected = model.Weights("layers.0.weight").Chunk(64).Zip(
            model.Weights("layers.0.bias"), (row, bias) => row.Zip(values, (w, x) => w * x).Sum() + bias);

        Assert.All(model.call(input).data<double>().ToArray().Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-13));
    }

    [Theory]
    [InlineData(0.1)]
    [InlineData(2.0)]
    public void An_initial_standard_deviation_makes_weights_normal_and_biases_zero(double std)
    {
        var shape = new DataShape([1000], 50);
        using var model = new LinearBuilder(new() { InitialStd = std }).Build(shape, seed: 1);
        var weights = model.Weights("layers.0.weight");

        // 5 standard errors of the mean, of the variance (2 sigma^4 / n), and of the fourth moment of a normal variable (96 sigma^8 / n).
        var n = weights.Length;
        var scaled = weights.Select(weight => weight / std).ToArray();
        Assert.Equal(0, scaled.Average(), 5 / Math.Sqrt(n));
        Assert.Equal(1, scaled.Average(weight => weight * weight), 5 * Math.Sqrt(2.0 / n));
        Assert.Equal(3, scaled.Average(weight => Math.Pow(weight, 4)), 5 * Math.Sqrt(96.0 / n));
        Assert.All(model.Weights("layers.0.bias"), bias => Assert.Equal(0, bias));
    }

    [Fact]
    public void The_default_initialisation_is_uniform_within_one_over_the_root_of_the_inputs()
    {
        using var model = new LinearBuilder(new()).Build(new([400], 50), seed: 1);
        var weights = model.Weights("layers.0.weight");

        Assert.All(weights, weight => Assert.InRange(weight, -0.05, 0.05));
        Assert.Equal(0.05 * 0.05 / 3, weights.Average(weight => weight * weight), 1e-4);
    }

    private static DataShape Shape(int index) => new[] { Digits, Image, Binary }[index];

    private static long Count(LinearOptions options, DataShape shape)
    {
        using var model = new LinearBuilder(options).Build(shape);
        return model.ParameterCount();
    }

    private static long Count(DeepLinearOptions options, DataShape shape)
    {
        using var model = new DeepLinearBuilder(options).Build(shape);
        return model.ParameterCount();
    }
}
