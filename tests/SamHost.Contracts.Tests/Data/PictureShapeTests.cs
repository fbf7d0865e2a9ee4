using SamHost.Contracts.Data;
using static TorchSharp.torch;

namespace SamHost.Contracts.Tests.Data;

/// <summary>What of a data set can be looked at.</summary>
public class PictureShapeTests
{
    [Fact]
    public void Inputs_with_one_or_three_channels_are_pictures_and_other_shapes_are_not()
    {
        Assert.Equal([3L, 4, 5], Shape(3, 4, 5));
        Assert.Equal([1L, 4, 5], Shape(1, 4, 5));
        Assert.Null(Shape(2, 4, 5));
        Assert.Null(Shape(60));

        static IReadOnlyList<long>? Shape(params long[] input)
        {
            using var data = Create(input, null);
            return data.PictureShape;
        }
    }

    [Fact]
    public void A_data_set_says_how_flat_inputs_are_looked_at_and_the_sizes_must_agree()
    {
        using var data = Create([12], [1, 3, 4]);

        Assert.Equal([1L, 3, 4], data.PictureShape);
        Assert.Throws<ArgumentException>(() => Create([12], [1, 3, 5]));
        Assert.Throws<ArgumentException>(() => Create([12], [2, 2, 3]));
    }

    private static Dataset Create(long[] input, long[]? picture) =>
        new(Part(input), Part(input), ["a", "b"]) { PictureShape = picture };

    private static Examples Part(long[] input) => new(zeros([2L, .. input]), zeros(2, ScalarType.Int64));
}
