using System.ComponentModel.DataAnnotations;
using SamHost.Contracts.Data;
using SamHost.Plugins.NoiseClassConditional;
using static SamHost.TestSupport.NoiseDraws;

namespace SamHost.ShippedPlugins.Tests.NoiseClassConditional;

public class RateTests
{
    private static readonly long[] Labels = BalancedLabels(50_000, 10);

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.4)]
    [InlineData(0.85)]
    public void Symmetric_noise_over_the_other_classes_mislabels_the_rate(double rate) =>
        AssertBinomial(Mislabelled(new SymmetricNoise(new() { Rate = rate })), Labels.Length, rate);

    [Theory]
    [InlineData(0.1)]
    [InlineData(0.4)]
    [InlineData(1.0)]
    public void Symmetric_noise_over_all_classes_mislabels_nine_tenths_of_the_rate_with_ten_classes(double rate) =>
        AssertBinomial(Mislabelled(new SymmetricNoise(new() { Rate = rate, Over = RedrawOver.AllClasses })), Labels.Length, 0.9 * rate);

    [Fact]
    public void Rate_zero_mislabels_nothing()
    {
        Assert.Equal(0, Mislabelled(new SymmetricNoise(new() { Rate = 0 })));
        Assert.Equal(0, Mislabelled(new SymmetricNoise(new() { Rate = 0, Over = RedrawOver.AllClasses })));
        Assert.Equal(0, Mislabelled(new PairFlipNoise(new() { Rate = 0 })));
        Assert.Equal(0, Mislabelled(new AsymmetricNoise(new() { Rate = 0, Map = new() { ["a"] = "b" } })));
    }

    [Fact]
    public void Rate_one_mislabels_everything_it_may()
    {
        Assert.Equal(Labels.Length, Mislabelled(new SymmetricNoise(new() { Rate = 1 })));
        Assert.Equal(Labels.Select(label => (label + 1) % 10), new PairFlipNoise(new() { Rate = 1 }).Draw(Labels, Names(10)));
        Assert.Equal(
            Labels.Select(label => label == 0 ? 1 : label),
            new AsymmetricNoise(new() { Rate = 1, Map = new() { ["a"] = "b" } }).Draw(Labels, Names(10)));
    }

    [Fact]
    public void With_one_seed_a_higher_rate_mislabels_the_same_examples_and_more()
    {
        bool[] Mask(double rate) =>
            [.. new SymmetricNoise(new() { Rate = rate }).Draw(Labels, Names(10)).Zip(Labels, (given, label) => given != label)];
        var (low, high) = (Mask(0.2), Mask(0.3));

        Assert.DoesNotContain(true, low.Zip(high, (atLow, atHigh) => atLow && !atHigh));
        Assert.Contains(true, low.Zip(high, (atLow, atHigh) => !atLow && atHigh));
    }

    [Fact]
    public void Without_noise_the_labels_are_a_copy()
    {
        var labels = BalancedLabels(10, 2);

        var given = new NoNoise().Draw(labels, Names(2));

        Assert.Equal(labels, given);
        Assert.NotSame(labels, given);
    }

    [Theory]
    [InlineData(-0.01)]
    [InlineData(1.01)]
    [InlineData(double.NaN)]
    public void A_rate_outside_zero_to_one_is_refused(double rate)
    {
        foreach (var options
            in new object[] { new SymmetricOptions { Rate = rate }, new AsymmetricOptions { Rate = rate },
                new PairFlipOptions { Rate = rate } })
        {
            var exception = Assert.Throws<ValidationException>(
                () => Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true));
            Assert.Equal("The field Rate must be between 0 and 1.", exception.Message);
        }
    }

    private static int Mislabelled(ILabelNoise noise) =>
        noise.Draw(Labels, Names(10)).Zip(Labels).Count(pair => pair.First != pair.Second);
}
