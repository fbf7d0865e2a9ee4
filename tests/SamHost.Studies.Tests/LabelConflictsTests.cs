using SamHost.Contracts.Data;
using SamHost.Training;
using static TorchSharp.torch;

namespace SamHost.Studies.Tests;

/// <summary>Examples that are the same, but for their labels.</summary>
public sealed class LabelConflictsTests
{
    [Theory]
    [InlineData(0, 0, 1, 1, null)]
    [InlineData(0, 1, 1, 1, "2 training examples have the inputs of another one and a different label, such as 0 (cat) and 1 (dog)")]
    [InlineData(0, 1, 1, 0, "4 training examples")]
    public void Are_counted_where_nobody_knows_which_labels_are_right(long first, long second, long third, long fourth, string? expected)
    {
        using var data = Data([first, second, third, fourth], areVerified: false);

        if (expected is null) Assert.Null(LabelConflicts.Describe(data));
        else Assert.Contains(expected, LabelConflicts.Describe(data), StringComparison.Ordinal);
    }

    [Fact]
    public void Are_no_matter_where_the_truth_is_known()
    {
        using var data = Data([0, 1, 1, 1], areVerified: true);
        Assert.Null(LabelConflicts.Describe(data));
    }

    // The first two examples are the same, and the last two.
    private static TrainingData Data(long[] labels, bool areVerified)
    {
        var inputs = tensor(new float[,] { { 1, 2 }, { 1, 2 }, { 3, 4 }, { 3, 4 } });
        var dataset = new Dataset(
            new Examples(inputs, tensor(labels)) { AreLabelsVerified = areVerified },
            new Examples(ones(2, 2), tensor(new long[] { 0, 1 })), ["cat", "dog"]);
        return new TrainingData(dataset, labels, areCorrections: false, validationFraction: 0, new SeedSequence(1), CPU);
    }
}
