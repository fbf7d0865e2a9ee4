using SamHost.Gradients.Layers;
using static TorchSharp.torch;

namespace SamHost.Gradients.Tests;

/// <summary>Which of its ways a convolution's gradients go.</summary>
public class ConvolutionRuleTests
{
    [Theory]
    [InlineData("data of few channels", nameof(DataConvolutionGradients), 3, 8, 3, 1, 6)]
    [InlineData("data of few channels, one position", nameof(PatchConvolutionGradients), 3, 80, 6, 1, 6)]
    [InlineData("data of which the patches are many", nameof(BuiltConvolutionGradients), 1, 2, 15, 1, 60)]
    [InlineData("data of many channels", nameof(ShiftedConvolutionGradients), 16, 2, 3, 1, 5)]
    [InlineData("few positions, far apart", nameof(PatchConvolutionGradients), 16, 2, 3, 4, 9)]
    [InlineData("many positions", nameof(BuiltConvolutionGradients), 16, 2, 3, 1, 32)]
    public void Way_of_a_layer(string layer, string expected, int channels, int outputs, int kernel, int stride, int side)
    {
        using var scope = NewDisposeScope();
        using var convolution = nn.Conv2d(channels, outputs, kernel, stride);
        var input = randn(4, channels, side, side);
        var output = convolution.call(input).detach();

        using var gradients = new ConvolutionRule(convolution).Gradients([new LayerCall(input, output, output)], new Grouping(4, 1));

        Assert.True(expected == gradients.GetType().Name, $"{layer}: {gradients.GetType().Name}");
    }

    [Fact]
    public void Neither_what_depends_on_other_layers_nor_a_layer_that_is_called_twice_is_data()
    {
        using var scope = NewDisposeScope();
        using var convolution = nn.Conv2d(3, 8, 3);
        var input = randn(4, 3, 6, 6);
        var output = convolution.call(input).detach();
        var data = new LayerCall(input, output, output);

        using var hidden = new ConvolutionRule(convolution).Gradients([data with { DataOutput = null }], new Grouping(4, 1));
        using var twice = new ConvolutionRule(convolution).Gradients([data, data], new Grouping(4, 1));

        Assert.IsNotType<DataConvolutionGradients>(hidden);
        Assert.IsNotType<DataConvolutionGradients>(twice);
    }
}
