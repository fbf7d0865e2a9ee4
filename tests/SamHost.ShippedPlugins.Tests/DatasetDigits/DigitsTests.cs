using SamHost.Contracts.Data;
using SamHost.Plugins.DatasetDigits;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.ShippedPlugins.Tests.DatasetDigits;

public class DigitsTests
{
    // Of the UCI repository's description of the test part.
    private static readonly int[] ExamplesOfEachDigit = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180];

    [Fact]
    public void There_are_1437_training_and_360_test_examples_of_64_pixels_and_10_digits()
    {
        using var digits = Load(seed: 1);

        Assert.Equal([1437L, 64L], digits.Train.Inputs.shape);
        Assert.Equal([360L, 64L], digits.Test.Inputs.shape);
        Assert.Equal(ScalarType.Float32, digits.Train.Inputs.dtype);
        Assert.Equal(["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"], digits.ClassNames);
    }

    [Fact]
    public void The_two_parts_together_are_the_published_table()
    {
        using var digits = Load(seed: 1, DigitsScaling.Unit);
        var rows = Rows(digits.Train).Concat(Rows(digits.Test)).ToArray();

        Assert.Equal(1797, rows.Length);
        Assert.Equal(ExamplesOfEachDigit, Enumerable.Range(0, 10).Select(digit => rows.Count(row => row.EndsWith($" {digit}"))));
        // The published file's first row, and the mean of all its pixels.
        Assert.Contains(
            "0 0 5 13 9 1 0 0 0 0 13 15 10 15 5 0 0 3 15 2 0 11 8 0 0 4 12 0 0 8 8 0 0 5 8 0 0 9 8 0 0 4 11 0 1 12 7 0 0 2 14 5 10 12 0 0 "
                + "0 0 6 13 10 0 0 0 0", rows);
        Assert.Equal(4.884164579855, rows.SelectMany(row => row.Split(' ')[..64]).Average(double.Parse), 9);
    }

    [Fact]
    public void Whatever_the_seed_no_example_is_lost_or_doubled()
    {
        using var one = Load(seed: 1, DigitsScaling.Unit);
        using var other = Load(seed: 2, DigitsScaling.Unit);

        Assert.Equal(Rows(one.Train).Concat(Rows(one.Test)).Order(), Rows(other.Train).Concat(Rows(other.Test)).Order());
    }

    [Fact]
    public void By_default_all_training_pixels_together_have_mean_0_and_deviation_1()
    {
        using var digits = new DigitsLoader(new DigitsOptions()).Load(new DatasetRequest(1, "/"));
        using var scope = NewDisposeScope();

        Assert.Equal(0, digits.Train.Inputs.mean().ToDouble(), 1e-5);
        Assert.Equal(1, digits.Train.Inputs.std(unbiased: false).ToDouble(), 1e-5);
        // The test part is seen through the training statistics: its own mean is near 0 and not on it.
        Assert.InRange(Math.Abs(digits.Test.Inputs.mean().ToDouble()), 1e-4, 0.1);
    }

    [Fact]
    public void Standardised_pixel_by_pixel_each_has_mean_0_and_deviation_1_or_is_0()
    {
        using var digits = Load(seed: 1, DigitsScaling.StandardizedPerPixel);
        using var scope = NewDisposeScope();
        var deviations = digits.Train.Inputs.std(0, unbiased: false);

        Assert.True(digits.Train.Inputs.mean([0]).abs().max().ToDouble() < 1e-5);
        Assert.True(((deviations - 1).abs() * (deviations != 0)).max().ToDouble() < 1e-5);
        // The left column of every image is empty.
        Assert.Equal(0, digits.Train.Inputs.select(1, 0).abs().max().ToDouble());
        // The test part is seen through the training statistics: its own are near 0 and not on it.
        Assert.InRange(digits.Test.Inputs.mean([0]).abs().mean().ToDouble(), 0.01, 0.1);
    }

    [Fact]
    public void Both_scalings_split_alike()
    {
        using var unit = Load(seed: 1, DigitsScaling.Unit);
        using var standardised = Load(seed: 1);
        using var scope = NewDisposeScope();

        Assert.True(unit.Test.Labels.equal(standardised.Test.Labels).all().ToBoolean());
        Assert.Equal((0f, 1f), (unit.Train.Inputs.min().ToSingle(), unit.Train.Inputs.max().ToSingle()));
    }

    [Fact]
    public void The_seed_decides_the_split()
    {
        using var first = Load(seed: 1);
        using var again = Load(seed: 1);
        using var other = Load(seed: 2);
        using var scope = NewDisposeScope();

        Assert.True(first.Train.Inputs.equal(again.Train.Inputs).all().ToBoolean());
        Assert.False(first.Train.Labels.equal(other.Train.Labels).all().ToBoolean());
    }

    [Fact]
    public void TestCount_moves_examples_from_training_to_test()
    {
        using var digits = new DigitsLoader(new DigitsOptions { TestCount = 797 }).Load(new DatasetRequest(1, "/"));

        Assert.Equal((1000, 797), (digits.Train.Count, digits.Test.Count));
    }

    private static Dataset Load(long seed, DigitsScaling scaling = DigitsScaling.Standardized) =>
        new DigitsLoader(new DigitsOptions { Scaling = scaling }).Load(new DatasetRequest(seed, "/"));

    private static IEnumerable<string> Rows(Examples examples)
    {
        using var pixels = examples.Inputs * 16;
        var values = pixels.data<float>().ToArray();
        var labels = examples.Labels.data<long>().ToArray();
        return labels.Select((label, row) => $"{string.Join(' ', values[(row * 64)..(row * 64 + 64)])} {label}").ToArray();
    }
}
