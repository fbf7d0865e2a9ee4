using System.ComponentModel.DataAnnotations;
using SamHost.Contracts.Data;
using SamHost.Contracts.Plugins;
using SamHost.Plugins.ModelCnn;
using SamHost.TestSupport;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.ShippedPlugins.Tests.ModelCnn;

public class CnnTests
{
    [Theory]
    [InlineData(1, 28, 28, 10)]
    [InlineData(3, 32, 32, 10)]
    [InlineData(2, 7, 5, 3)]
    [InlineData(1, 4, 4, 2)]
    public void The_model_keeps_the_contract(int channels, int height, int width, int classCount)
    {
        var shape = new DataShape([channels, height, width], classCount);
        ModelChecks.AssertModel(new CnnBuilder(new()), shape);
        ModelChecks.AssertExamplesAreApart(new CnnBuilder(new()), shape);
    }

    [Fact]
    public void Parameters_are_as_many_as_the_sizes_say()
    {
        using var fashion = new CnnBuilder(new()).Build(new([1, 28, 28], 10));
        using var small = new CnnBuilder(new() { Channels = [4], HiddenSize = 6 }).Build(new([3, 5, 9], 2));

        // 3x3 convolutions 1-32-64, then 3136-128-10.
        Assert.Equal(32 * 9 + 32 + 64 * 32 * 9 + 64 + 3136 * 128 + 128 + 128 * 10 + 10, fashion.ParameterCount());
        Assert.Equal(4 * 3 * 9 + 4 + 4 * 2 * 4 * 6 + 6 + 6 + 1, small.ParameterCount());
    }

    [Fact]
    public void The_logits_are_those_of_the_layers_by_hand()
    {
        const int height = 5, width = 6, channels = 2, hiddenSize = 3;
        using var scope = NewDisposeScope();
        using var model = new CnnBuilder(new() { Channels = [channels], HiddenSize = hiddenSize })
            .Build(new([1, height, width], 2), seed: 3).to(ScalarType.Float64);
        var input = randn(1, 1, height, width, dtype: ScalarType.Float64);
        var image = input.data<double>().ToArray();
        var (kernel, kernelBias) = (model.Weights("convolutions.0.weight"), model.Weights("convolutions.0.bias"));

        double Pixel(int y, int x) => y is >= 0 and < height && x is >= 0 and < width ? image[y * width + x] : 0;
        double Convolved(int channel, int y, int x)
        {
            var sum = kernelBias[channel];
            for (var dy = 0; dy < 3; dy++)
                for (var dx = 0; dx < 3; dx++)
                    sum += kernel[channel * 9 + dy * 3 + dx] * Pixel(y + dy - 1, x + dx - 1);
            return Math.Max(0, sum);
        }

        var features = new List<double>();
        for (var channel = 0; channel < channels; channel++)
            for (var y = 0; y + 1 < height; y += 2)
                for (var x = 0; x + 1 < width; x += 2)
                    features.Add(
                        new[] { Convolved(channel, y, x), Convolved(channel, y, x + 1), Convolved(channel, y + 1, x),
                            Convolved(channel, y + 1, x + 1) }.Max());
        var hidden = model.Weights("hidden.weight").Chunk(features.Count)
            .Zip(model.Weights("hidden.bias"), (row, bias) => Math.Max(0, row.Zip(features, (w, v) => w * v).Sum() + bias));
        var logit = model.Weights("output.weight").Zip(hidden, (w, v) => w * v).Sum() + model.Weights("output.bias")[0];

        Assert.Equal(logit, model.call(input).item<double>(), 1e-13);
    }

    [Fact]
    public void Inputs_that_are_no_images_are_refused()
    {
        var exception = Assert.Throws<ComponentException>(() => new CnnBuilder(new()).Build(new([64], 10)));

        Assert.Equal(
            "The model cnn takes images [channels, height, width], and the data set's inputs have the shape [64]. Use mlp, or a data set "
                + "of images.",
            exception.Message);
    }

    [Fact]
    public void Images_too_small_to_pool_are_refused()
    {
        var exception = Assert.Throws<ComponentException>(() => new CnnBuilder(new() { Channels = [1, 1, 1] }).Build(new([1, 28, 7], 10)));

        Assert.Equal(
            "3 convolutions, each with 2x2 pooling, need images of at least 8 x 8, and the data set's inputs have the shape [1, 28, 7]. "
                + "Use fewer convolutions.",
            exception.Message);
        Assert.Equal("Channels", exception.Option);
    }

    [Fact]
    public void Wrong_channels_are_refused()
    {
        Assert.Equal("Channels needs at least one convolution.", Error(new() { Channels = [] }));
        Assert.Equal("Channels[1] is 0: a convolution has at least one channel.", Error(new() { Channels = [8, 0] }));
    }

    private static string Error(CnnOptions options) =>
        Assert.Throws<ValidationException>(
            () => Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true)).Message;
}
