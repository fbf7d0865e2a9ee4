using System.ComponentModel.DataAnnotations;
using SamHost.Contracts.Data;
using SamHost.Plugins.DatasetGaussianToy;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.ShippedPlugins.Tests.DatasetGaussianToy;

public class GaussianToyTests
{
    [Fact]
    public void The_defaults_are_the_setting_of_the_paper()
    {
        using var toy = Load(new GaussianToyOptions(), seed: 1);

        Assert.Equal([500L, 1000L], toy.Train.Inputs.shape);
        Assert.Equal([4000L, 1000L], toy.Test.Inputs.shape);
        Assert.Equal(ScalarType.Float32, toy.Train.Inputs.dtype);
        Assert.Equal(["-1", "+1"], toy.ClassNames);
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(0.25)]
    public void The_first_coordinate_is_the_signal_with_the_sign_of_the_class(double signal)
    {
        using var toy = Load(new GaussianToyOptions { Signal = signal, Dimension = 3 }, seed: 1);
        var inputs = toy.Test.Inputs.data<float>().ToArray();
        var labels = toy.Test.Labels.data<long>().ToArray();

        Assert.All(labels.Index(), example => Assert.Equal(example.Item == 1 ? (float)signal : -(float)signal, inputs[3 * example.Index]));
    }

    // Bounds of five standard errors.
    [Theory]
    [InlineData(0.3)]
    [InlineData(0.1)]
    public void The_other_coordinates_are_Gaussian_noise_that_knows_nothing_of_the_class(double deviation)
    {
        using var toy = Load(new GaussianToyOptions { NoiseStd = deviation }, seed: 1);
        using var scope = NewDisposeScope();
        var noise = toy.Test.Inputs.narrow(1, 1, 999).to(ScalarType.Float64) / deviation;
        var count = 4000.0 * 999;
        var signs = (toy.Test.Labels * 2 - 1).to(ScalarType.Float64).unsqueeze(1);

        Assert.InRange(noise.mean().ToDouble(), -5 / Math.Sqrt(count), 5 / Math.Sqrt(count));
        Assert.InRange(noise.pow(2).mean().ToDouble(), 1 - 5 * Math.Sqrt(2 / count), 1 + 5 * Math.Sqrt(2 / count));
        Assert.InRange(noise.pow(4).mean().ToDouble(), 3 - 5 * Math.Sqrt(96 / count), 3 + 5 * Math.Sqrt(96 / count));
        // The largest of 999 correlations.
        Assert.True((noise * signs).mean([0]).abs().max().ToDouble() < 5 / Math.Sqrt(4000));
        // Neighbouring coordinates of the same example, and training against test examples.
        Assert.True(Math.Abs((noise.narrow(1, 0, 998) * noise.narrow(1, 1, 998)).mean().ToDouble()) < 5 / Math.Sqrt(count));
        var train = toy.Train.Inputs.narrow(1, 1, 999).to(ScalarType.Float64) / deviation;
        Assert.True(Math.Abs((noise.narrow(0, 0, 500) * train).mean().ToDouble()) < 5 / Math.Sqrt(500.0 * 999));
    }

    [Fact]
    public void The_classes_come_from_a_fair_coin()
    {
        var options = new GaussianToyOptions { Dimension = 2, TrainCount = 40_000 };
        using var toy = Load(options, seed: 1);
        using var scope = NewDisposeScope();
        var labels = toy.Train.Labels.to(ScalarType.Float64);

        Assert.InRange(labels.mean().ToDouble(), 0.5 - 5 * 0.5 / 200, 0.5 + 5 * 0.5 / 200);
        // A coin, not a pattern: half of all neighbours are equal.
        var equal = (labels.narrow(0, 0, 39_999) == labels.narrow(0, 1, 39_999)).to(ScalarType.Float64).mean().ToDouble();
        Assert.InRange(equal, 0.5 - 5 * 0.5 / 200, 0.5 + 5 * 0.5 / 200);
    }

    [Fact]
    public void The_seed_alone_decides_the_draw()
    {
        manual_seed(1);
        using var first = Load(new GaussianToyOptions(), seed: 1);
        manual_seed(2);
        using var again = Load(new GaussianToyOptions(), seed: 1);
        using var other = Load(new GaussianToyOptions(), seed: 2);
        using var scope = NewDisposeScope();

        Assert.True(first.Train.Inputs.equal(again.Train.Inputs).all().ToBoolean());
        Assert.True(first.Test.Labels.equal(again.Test.Labels).all().ToBoolean());
        Assert.False(first.Train.Inputs.equal(other.Train.Inputs).all().ToBoolean());
    }

    [Fact]
    public void More_than_memory_holds_is_refused_by_the_options()
    {
        var options = new GaussianToyOptions { Dimension = 1_000_000, TrainCount = 10_000_000 };
        var problems = new List<ValidationResult>();

        Assert.False(Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true));
        Assert.Contains("ask for fewer", Assert.Single(problems).ErrorMessage);
    }

    private static Dataset Load(GaussianToyOptions options, long seed) =>
        new GaussianToyLoader(options).Load(new DatasetRequest(seed, "/"));
}
