using SamHost.Contracts.Data;
using SamHost.Training;
using static TorchSharp.torch;

namespace SamHost.Studies.Tests;

/// <summary>Examples that are the same, but for their labels, or on both sides of the split.</summary>
public sealed class RepeatedInputsTests
{
    [Theory]
    [InlineData(0, 0, 1, 1, null)]
    [InlineData(0, 1, 1, 1, "2 training examples have the inputs of another one and a different label, such as 0 (cat) and 1 (dog)")]
    [InlineData(0, 1, 1, 0, "4 training examples")]
    public void Are_counted_where_nobody_knows_which_labels_are_right(long first, long second, long third, long fourth, string? expected)
    {
        using var data = Data([first, second, third, fourth], areVerified: false);

        if (expected is null) Assert.Empty(RepeatedInputs.Describe(data));
        else Assert.Contains(expected, Assert.Single(RepeatedInputs.Describe(data)), StringComparison.Ordinal);
    }

    [Fact]
    public void Are_no_matter_where_the_truth_is_known()
    {
        using var data = Data([0, 1, 1, 1], areVerified: true);
        Assert.Empty(RepeatedInputs.Describe(data));
    }

    [Fact]
    public void Are_named_where_they_stand_on_both_sides_of_the_split()
    {
        using var data = Data([0, 0, 1, 1], areVerified: false, test: new float[,] { { 1, 1 }, { 3, 4 }, { 1, 2 } });

        Assert.Equal(
            "warning: 2 of 3 test examples have the inputs of a training example, such as 1 and 2: the test accuracy flatters.",
            Assert.Single(RepeatedInputs.Describe(data)));
    }

    // The first two examples are the same, and the last two.
    private static TrainingData Data(long[] labels, bool areVerified, float[,]? test = null)
    {
        var inputs = tensor(new float[,] { { 1, 2 }, { 1, 2 }, { 3, 4 }, { 3, 4 } });
        var dataset = new Dataset(
            new Examples(inputs, tensor(labels)) { AreLabelsVerified = areVerified },
            new Examples(test is null ? ones(2, 2) : tensor(test), tensor(new long[] { 0, 1, 1 }[..(test?.GetLength(0) ?? 2)])),
            ["cat", "dog"]);
        return new TrainingData(dataset, labels, areCorrections: false, validationFraction: 0, new SeedSequence(1), CPU);
    }
}
