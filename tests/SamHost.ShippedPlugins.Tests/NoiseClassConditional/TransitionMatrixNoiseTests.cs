using System.ComponentModel.DataAnnotations;
using SamHost.Contracts.Plugins;
using SamHost.Plugins.NoiseClassConditional;
using static SamHost.TestSupport.NoiseDraws;

namespace SamHost.ShippedPlugins.Tests.NoiseClassConditional;

public class TransitionMatrixNoiseTests
{
    [Fact]
    public void A_permutation_moves_every_label() =>
        Assert.Equal([2, 0, 1], Draw([[0, 0, 1], [1, 0, 0], [0, 1, 0]]));

    [Fact]
    public void A_row_may_miss_one_by_a_millionth() =>
        Assert.Equal([2, 0, 1], Draw([[0, 0, 1 - 9e-7], [1 - 9e-7, 0, 0], [0, 1 - 9e-7, 0]]));

    [Fact]
    public void A_row_that_misses_one_by_more_is_refused() =>
        AssertRefused([[0.99999, 0, 0], [0, 1, 0], [0, 0, 1]], "row 0 (a) sums to 0.99999 instead of 1.");

    [Fact]
    public void A_row_too_many_is_refused() =>
        AssertRefused([[1, 0, 0], [0, 1, 0], [0, 0, 1], [0, 0, 1]], "Matrix has 4 rows, and the data set has 3 classes.");

    [Fact]
    public void A_short_row_is_refused() =>
        AssertRefused([[1, 0, 0], [0, 1], [0, 0, 1]], "row 1 (b) has 2 probabilities instead of 3.");

    [Fact]
    public void A_negative_probability_is_refused() =>
        AssertRefused([[1, 0, 0], [0, 1, 0], [0.5, -0.5, 1]], "row 2 (c), column 1 is -0.5, which is not between 0 and 1.");

    [Fact]
    public void A_probability_that_is_no_number_is_refused() =>
        AssertRefused([[1, 0, 0], [0, double.NaN, 0], [0, 0, 1]], "row 1 (b), column 1 is NaN, which is not between 0 and 1.");

    [Fact]
    public void All_problems_are_named_at_once() =>
        AssertRefused(
            [[0.5, 0.25, 0], [0, 1, 0, 0], [2, 0, 0], [1, 0, 0]],
            "Matrix has 4 rows, and the data set has 3 classes; row 0 (a) sums to 0.75 instead of 1; "
            + "row 1 (b) has 4 probabilities instead of 3; row 2 (c), column 0 is 2, which is not between 0 and 1.");

    [Fact]
    public void The_matrix_must_be_given()
    {
        var options = new TransitionMatrixOptions();
        var exception = Assert.Throws<ValidationException>(
            () => Validator.ValidateObject(options, new ValidationContext(options), validateAllProperties: true));
        Assert.Equal("Matrix needs a row of probabilities for each class.", exception.Message);
    }

    private static long[] Draw(double[][] matrix) =>
        new TransitionMatrixNoise(new() { Matrix = matrix }).Draw([0, 1, 2], Names(3));

    private static void AssertRefused(double[][] matrix, string message)
    {
        var exception = Assert.Throws<ComponentException>(() => Draw(matrix));
        Assert.Equal(message, exception.Message);
        Assert.Equal("Matrix", exception.Option);
    }
}
