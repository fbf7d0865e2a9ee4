using System.ComponentModel.DataAnnotations;
using SamHost.Contracts.Data;
using SamHost.Contracts.Plugins;
using SamHost.Plugins.ModelResNet;
using SamHost.TestSupport;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.ShippedPlugins.Tests.ModelResNet;

public class ResNet18Tests
{
    private static readonly DataShape Cifar = new([3, 32, 32], 10);
    private static readonly DataShape Small = new([2, 9, 12], 3);

    [Theory]
    [InlineData(ResNetNormalization.LayerNorm)]
    [InlineData(ResNetNormalization.GroupNorm)]
    [InlineData(ResNetNormalization.BatchNorm)]
    public void The_model_keeps_the_contract(ResNetNormalization normalization)
    {
        foreach (var shape in new[] { Cifar, Small, new DataShape([1, 28, 28], 10), new DataShape([1, 8, 8], 2) })
            ModelChecks.AssertModel(Builder(normalization), shape);
    }

    [Theory]
    [InlineData(ResNetNormalization.BatchNorm, 11_173_962)]
    [InlineData(ResNetNormalization.GroupNorm, 11_173_962)]
    // Gains and shifts for 5 x 64 x 32^2, 5 x 128 x 16^2, 5 x 256 x 8^2 and 5 x 512 x 4^2 elements in place of 4,800 channels.
    [InlineData(ResNetNormalization.LayerNorm, 11_173_962 - 2 * 4_800 + 2 * 5 * (65_536 + 32_768 + 16_384 + 8_192))]
    public void At_width_64_it_is_ResNet18(ResNetNormalization normalization, long parameters)
    {
        using var model = new ResNet18Builder(new() { Normalization = normalization }).Build(Cifar);

        Assert.Equal(parameters, model.ParameterCount());
    }

    [Fact]
    public void With_the_stem_for_ImageNet_it_has_the_parameters_of_torchvision_s_and_knows_their_names()
    {
        var builder = new ResNet18Builder(new() { Normalization = ResNetNormalization.BatchNorm, Stem = ResNetStem.ImageNet });
        using var model = builder.Build(new DataShape([3, 64, 64], 1000));
        using var _ = no_grad();

        // https://pytorch.org/vision/stable/models/generated/torchvision.models.resnet18.html: num_params.
        Assert.Equal(11_689_512, model.ParameterCount());
        Assert.Equal([2, 1000], model.call(zeros(2, 3, 64, 64)).shape);
        string[] parts = ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"];
        IEnumerable<string> Norm(string name) => parts.Select(part => $"{name}.{part}");
        List<string> theirs = ["conv1.weight", .. Norm("bn1"), "fc.weight", "fc.bias"];
        foreach (var block in from stage in new[] { 1, 2, 3, 4 } from place in new[] { 0, 1 } select $"layer{stage}.{place}")
        {
            theirs.AddRange([$"{block}.conv1.weight", .. Norm($"{block}.bn1"), $"{block}.conv2.weight", .. Norm($"{block}.bn2")]);
            if (block[^1] == '0' && block[5] != '1') theirs.AddRange([$"{block}.downsample.0.weight", .. Norm($"{block}.downsample.1")]);
        }

        Assert.Equal(model.state_dict().Keys.Order(), theirs.Select(name => builder.NameOf(name)!).Order());
        Assert.Equal("blocks.2.shortcut.convolution.weight", builder.NameOf("layer2.0.downsample.0.weight"));
        Assert.Null(builder.NameOf("layer5.0.conv1.weight"));
    }

    [Fact]
    public void The_stages_halve_the_image_three_times_and_the_stem_not_at_all()
    {
        using var scope = NewDisposeScope();
        using var model = Builder(ResNetNormalization.GroupNorm).Build(Small, seed: 1);
        var shapes = new List<string>();
        foreach (var (name, module) in model.named_modules()
            .Where(entry =>
                entry.name == "stem" || entry.name.Count(c => c == '.') == 1 && entry.name.StartsWith("blocks.", StringComparison.Ordinal)))
            ((nn.Module<Tensor, Tensor>)module).register_forward_hook((_, _, output) =>
            {
                shapes.Add($"{name}: {string.Join(" x ", output.shape[1..])}");
                return output;
            });

        model.call(ModelChecks.Inputs(Small, 1, ScalarType.Float32));

        Assert.Equal(
            [
                "stem: 8 x 9 x 12",
                "blocks.0: 8 x 9 x 12", "blocks.1: 8 x 9 x 12", "blocks.2: 16 x 5 x 6", "blocks.3: 16 x 5 x 6",
                "blocks.4: 32 x 3 x 3", "blocks.5: 32 x 3 x 3", "blocks.6: 64 x 2 x 2", "blocks.7: 64 x 2 x 2",
            ],
            shapes);
    }

    [Theory]
    [InlineData(ResNetNormalization.LayerNorm, 1)]
    [InlineData(ResNetNormalization.GroupNorm, 1)]
    [InlineData(ResNetNormalization.GroupNorm, 4)]
    public void An_example_s_logits_do_not_depend_on_the_others(ResNetNormalization normalization, int groups) =>
        ModelChecks.AssertExamplesAreApart(Builder(normalization, groups), Small);

    [Fact]
    public void BatchNorm_ties_examples_together_in_training_alone()
    {
        using var model = Builder(ResNetNormalization.BatchNorm).Build(Small, seed: 1).to(ScalarType.Float64);

        model.train();
        Assert.True(ModelChecks.LogitsDependOnTheBatch(model, Small) > 1e-3);
        model.eval();
        Assert.True(ModelChecks.LogitsDependOnTheBatch(model, Small) < 1e-10);
    }

    [Fact]
    public void Fresh_LayerNorm_and_GroupNorm_of_one_group_are_the_same_function()
    {
        using var scope = NewDisposeScope();
        using var layerNorm = Builder(ResNetNormalization.LayerNorm).Build(Small, seed: 1).to(ScalarType.Float64);
        using var oneGroup = Builder(ResNetNormalization.GroupNorm, 1).Build(Small, seed: 1).to(ScalarType.Float64);
        using var fourGroups = Builder(ResNetNormalization.GroupNorm, 4).Build(Small, seed: 1).to(ScalarType.Float64);
        var inputs = ModelChecks.Inputs(Small, 3);

        double Difference(nn.Module<Tensor, Tensor> model) => (model.call(inputs) - layerNorm.call(inputs)).abs().max().item<double>();

        Assert.True(Difference(oneGroup) < 1e-10);
        Assert.True(Difference(fourGroups) > 1e-3);
    }

    [Theory]
    [InlineData(ResNetNormalization.LayerNorm)]
    [InlineData(ResNetNormalization.GroupNorm)]
    [InlineData(ResNetNormalization.BatchNorm)]
    public void Normalisations_start_with_gain_one_and_shift_zero(ResNetNormalization normalization)
    {
        using var scope = NewDisposeScope();
        using var model = Builder(normalization).Build(Small, seed: 1);
        var parameters = model.named_parameters().Where(entry => entry.name.Contains("normalization", StringComparison.Ordinal)).ToList();

        Assert.Equal(2 * 20, parameters.Count);
        foreach (var (name, parameter) in parameters)
            Assert.True(parameter.Equals(full_like(parameter, name.EndsWith("weight", StringComparison.Ordinal) ? 1 : 0)), name);
    }

    [Fact]
    public void A_fresh_normalised_layer_has_mean_zero_and_variance_one_over_each_example()
    {
        using var scope = NewDisposeScope();
        using var model = Builder(ResNetNormalization.LayerNorm).Build(Small, seed: 1).to(ScalarType.Float64);
        Tensor? normalized = null;
        ((nn.Module<Tensor, Tensor>)model.named_modules().Single(entry => entry.name == "stem").module).register_forward_hook(
            (_, _, output) => normalized = output);

        model.call(ModelChecks.Inputs(Small, 4));

        foreach (var example in normalized!.flatten(1).unbind(0))
        {
            Assert.Equal(0, example.mean().item<double>(), 1e-12);
            Assert.Equal(1, example.square().mean().item<double>(), 1e-3);
        }
    }

    [Fact]
    public void Inputs_that_are_no_images_are_refused()
    {
        var exception = Assert.Throws<ComponentException>(() => Builder(ResNetNormalization.LayerNorm).Build(new([28, 28], 10)));

        Assert.Equal(
            "The model resnet18 takes images [channels, height, width], and the data set's inputs have the shape [28, 28]. Use mlp, or a "
                + "data set of images.",
            exception.Message);
    }

    [Fact]
    public void Images_smaller_than_eight_are_refused()
    {
        var exception = Assert.Throws<ComponentException>(() => Builder(ResNetNormalization.LayerNorm).Build(new([1, 7, 20], 10)));

        Assert.Equal(
            "The model resnet18 halves images three times and needs them at least 8 x 8; the data set's inputs have the shape [1, 7, 20]. "
                + "Use cnn or mlp.",
            exception.Message);
    }

    [Fact]
    public void Groups_that_do_not_divide_the_width_are_refused()
    {
        var options = new ResNet18Options { Normalization = ResNetNormalization.GroupNorm, Groups = 5, Width = 64 };
        var exception = Assert.Throws<ValidationException>(
            () => Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true));

        Assert.Equal("Groups (5) must divide Width (64).", exception.Message);
    }

    private static ResNet18Builder Builder(ResNetNormalization normalization, int groups = 1) =>
        new(new() { Normalization = normalization, Groups = groups, Width = 8 });
}
