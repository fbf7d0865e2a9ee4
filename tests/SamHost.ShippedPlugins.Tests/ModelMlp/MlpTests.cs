using System.ComponentModel.DataAnnotations;
using SamHost.Contracts.Data;
using SamHost.Plugins.ModelMlp;
using SamHost.TestSupport;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.ShippedPlugins.Tests.ModelMlp;

public class MlpTests
{
    private static readonly DataShape Digits = new([64], 10);
    private static readonly DataShape Scalar = new([1], 2);

    [Theory]
    [InlineData(MlpActivation.Relu)]
    [InlineData(MlpActivation.Tanh)]
    [InlineData(MlpActivation.Gelu)]
    public void The_model_keeps_the_contract(MlpActivation activation)
    {
        foreach (var shape in new[] { Digits, new DataShape([3, 4, 5], 7), new DataShape([9], 2) })
        {
            var builder = new MlpBuilder(new() { HiddenSizes = [20, 30], Activation = activation });
            ModelChecks.AssertModel(builder, shape);
            ModelChecks.AssertExamplesAreApart(builder, shape);
        }
    }

    [Fact]
    public void Parameters_are_as_many_as_the_sizes_say()
    {
        using var digits = new MlpBuilder(new()).Build(Digits);
        using var narrow = new MlpBuilder(new() { HiddenSizes = [5, 4, 3], Dropout = 0.1 }).Build(new([3, 2, 2], 2));

        Assert.Equal(85_002, digits.ParameterCount()); // 64*256+256 + 256*256+256 + 256*10+10
        Assert.Equal(12 * 5 + 5 + 5 * 4 + 4 + 4 * 3 + 3 + 3 + 1, narrow.ParameterCount());
    }

    [Theory]
    [InlineData(MlpActivation.Relu, 1.0, 1.0)]
    [InlineData(MlpActivation.Relu, -1.0, 0.0)]
    [InlineData(MlpActivation.Tanh, 1.0, 0.7615941559557649)]
    [InlineData(MlpActivation.Tanh, -1.0, -0.7615941559557649)]
    [InlineData(MlpActivation.Gelu, 1.0, 0.8413447460685429)]
    [InlineData(MlpActivation.Gelu, -1.0, -0.15865525393145707)]
    public void Activations_have_their_textbook_values(MlpActivation activation, double input, double expected)
    {
        using var scope = NewDisposeScope();
        using var model = Constant(new() { HiddenSizes = [1], Activation = activation }, weight: 1);

        Assert.Equal(expected, model.call(tensor(new[,] { { input } })).item<double>(), 1e-14);
    }

    [Fact]
    public void The_logits_are_those_of_the_layers_by_hand()
    {
        using var scope = NewDisposeScope();
        using var model = new MlpBuilder(new() { HiddenSizes = [5, 4] }).Build(Digits, seed: 3).to(ScalarType.Float64);
        var input = ModelChecks.Inputs(Digits, 1);

        double[] Layer(string name, double[] x) =>
            [.. model.Weights($"{name}.weight").Chunk(x.Length)
                .Zip(model.Weights($"{name}.bias"), (row, bias) => row.Zip(x, (w, v) => w * v).Sum() + bias)];
        double[] Relu(double[] x) => [.. x.Select(value => Math.Max(0, value))];
        var expected = Layer("output", Relu(Layer("hidden.1.linear", Relu(Layer("hidden.0.linear", input.data<double>().ToArray())))));

        Assert.All(model.call(input).data<double>().ToArray().Zip(expected), pair => Assert.Equal(pair.Second, pair.First, 1e-13));
    }

    [Fact]
    public void In_training_dropout_drops_its_share_and_scales_up_the_rest()
    {
        const int units = 40_000;
        using var scope = NewDisposeScope();
        using var model = Constant(new() { HiddenSizes = [units], Dropout = 0.2 }, weight: 1);
        manual_seed(7);
        model.train();
        var input = ones(1, 1, dtype: ScalarType.Float64);

        var logit = model.call(input).item<double>();

        // The logit is the number of kept units over 0.8.
        Assert.Equal(0.8 * units, 0.8 * logit, 5 * Math.Sqrt(units * 0.8 * 0.2));
        Assert.NotEqual(logit, model.call(input).item<double>());
    }

    [Fact]
    public void In_evaluation_dropout_does_nothing()
    {
        using var scope = NewDisposeScope();
        using var model = new MlpBuilder(new() { Dropout = 0.5 }).Build(Digits, seed: 1);
        using var without = new MlpBuilder(new()).Build(Digits, seed: 1);
        var inputs = ModelChecks.Inputs(Digits, 4, ScalarType.Float32);
        model.eval();

        Assert.True(model.call(inputs).Equals(without.call(inputs)));
    }

    [Fact]
    public void Wrong_options_are_refused_with_all_reasons()
    {
        Assert.Equal(["HiddenSizes needs at least one layer; the model without one is linear."], Errors(new() { HiddenSizes = [] }));
        Assert.Equal(
            ["HiddenSizes[1] is 0: a layer has at least one unit.", "HiddenSizes[2] is -3: a layer has at least one unit."],
            Errors(new() { HiddenSizes = [5, 0, -3] }));
        Assert.Single(Errors(new() { Dropout = 1 }));
        Assert.Single(Errors(new() { Dropout = -0.1 }));
        Assert.Empty(Errors(new() { Dropout = 0.99 }));
    }

    private static string?[] Errors(MlpOptions options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return [.. results.Select(result => result.ErrorMessage)];
    }

    // A model of one input and one logit with all weights alike and no bias.
    private static nn.Module<Tensor, Tensor> Constant(MlpOptions options, double weight)
    {
        var model = new MlpBuilder(options).Build(Scalar).to(ScalarType.Float64);
        using var _ = no_grad();
        foreach (var (name, parameter) in model.named_parameters())
            parameter.fill_(name.EndsWith("weight", StringComparison.Ordinal) ? weight : 0);
        return model;
    }
}
