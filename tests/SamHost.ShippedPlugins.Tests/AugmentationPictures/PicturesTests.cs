using SamHost.Contracts.Data;
using SamHost.Contracts.Gradients;
using SamHost.Contracts.Plugins;
using SamHost.Plugins.AugmentationPictures;
using static SamHost.TestSupport.NoiseDraws;
using static TorchSharp.torch;

namespace SamHost.ShippedPlugins.Tests.AugmentationPictures;

/// <summary>The augmentations of pictures against plain loops over the pixels, in float64.</summary>
public sealed class PicturesTests : IDisposable
{
    private const int Channels = 2;
    private const int Height = 3;
    private const int Width = 4;
    private readonly IDisposable _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void About_half_of_the_pictures_are_mirrored_and_the_others_are_themselves(bool areFlat)
    {
        var pictures = Pictures(2000, areFlat);

        var flipped = Augment(Flip(0.5), pictures).Inputs;

        Assert.Equal(pictures.shape, flipped.shape);
        Assert.Equal(pictures.dtype, flipped.dtype);
        var mirrored = 0;
        foreach (var (before, after) in Rows(pictures).Zip(Rows(flipped)))
        {
            if (after.SequenceEqual(before)) continue;
            Assert.Equal(Mirrored(before), after);
            mirrored++;
        }

        AssertBinomial(mirrored, 2000, 0.5);
    }

    [Fact]
    public void With_probability_zero_pictures_are_themselves_and_with_one_their_mirror_images()
    {
        var pictures = Pictures(50);

        Assert.Equal(Numbers(pictures), Numbers(Augment(Flip(0), pictures).Inputs));
        Assert.Equal(Rows(pictures).SelectMany(Mirrored), Numbers(Augment(Flip(1), pictures).Inputs));
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void A_crop_is_the_picture_shifted_over_zeros_and_every_shift_is_as_likely_as_another(int padding, bool areFlat)
    {
        var side = 2 * padding + 1;
        var times = new int[side * side];
        var pictures = Pictures(80 * times.Length, areFlat);

        var crops = Augment(Crop(padding), pictures).Inputs;

        Assert.Equal(pictures.shape, crops.shape);
        Assert.Equal(pictures.dtype, crops.dtype);
        foreach (var (before, after) in Rows(pictures).Zip(Rows(crops)))
        {
            var shift = Assert.Single(
                Enumerable.Range(0, times.Length),
                place => Shifted(before, place / side - padding, place % side - padding).SequenceEqual(after));
            times[shift]++;
        }

        Assert.All(times, count => AssertBinomial(count, 80 * times.Length, 1.0 / times.Length));
    }

    [Fact]
    public void The_same_seed_gives_the_same_pictures_and_another_seed_others()
    {
        foreach (var augmentation in new[] { Flip(0.5), Crop(2) })
        {
            var pictures = Pictures(50);
            var augmented = Numbers(Augment(augmentation, pictures).Inputs);
            manual_seed(5);

            Assert.Equal(augmented, Numbers(Augment(augmentation, pictures).Inputs));
            Assert.Equal(augmented, Numbers(Augment(augmentation, pictures.flatten(1)).Inputs));
            Assert.NotEqual(augmented, Numbers(Augment(augmentation, pictures, seed: 2).Inputs));
        }
    }

    [Fact]
    public void The_pictures_before_and_their_labels_stay_as_they_are()
    {
        foreach (var augmentation in new[] { Flip(1), Crop(2) })
        {
            var batch = BatchOf(Pictures(50));
            var before = Numbers(batch.Inputs);

            var augmented = Augment(augmentation, batch);

            Assert.Equal(before, Numbers(batch.Inputs));
            Assert.Same(batch.Labels, augmented.Labels);
            Assert.Same(batch.Indices, augmented.Indices);
            Assert.Null(augmented.Mixture);
        }
    }

    [Fact]
    public void What_is_no_picture_is_a_mistake_of_the_user()
    {
        foreach (var augmentation in new[] { Flip(0.5), Crop(2) })
            Assert.Throws<ComponentException>(() => Augment(augmentation, BatchOf(Pictures(3)), arePictures: false));
    }

    private static IAugmentation Flip(double probability) =>
        new HorizontalFlip(new HorizontalFlipOptions { Probability = probability });

    private static IAugmentation Crop(int padding) => new RandomCrop(new RandomCropOptions { Padding = padding });

    private static Batch Augment(IAugmentation augmentation, Tensor inputs, ulong seed = 1) =>
        Augment(augmentation, BatchOf(inputs), seed);

    private static Batch Augment(IAugmentation augmentation, Batch batch, ulong seed = 1, bool arePictures = true)
    {
        using var generator = new Generator(seed);
        long[]? shape = arePictures ? [Channels, Height, Width] : null;
        return augmentation.Augment(batch, new AugmentationContext(generator, shape, Epoch: 1, Step: 0));
    }

    private static Batch BatchOf(Tensor inputs) =>
        new(inputs, zeros(inputs.shape[0], ScalarType.Int64), arange(inputs.shape[0], ScalarType.Int64));

    private static Tensor Pictures(int count, bool areFlat = false)
    {
        manual_seed(3);
        var pictures = randn([count, Channels, Height, Width], ScalarType.Float64);
        return areFlat ? pictures.flatten(1) : pictures;
    }

    private static double[] Numbers(Tensor tensor) => tensor.contiguous().data<double>().ToArray();

    private static double[][] Rows(Tensor pictures) => [.. Numbers(pictures).Chunk(Channels * Height * Width)];

    private static double[] Mirrored(double[] picture)
    {
        var mirrored = new double[picture.Length];
        for (var i = 0; i < picture.Length; i++) mirrored[i] = picture[i / Width * Width + (Width - 1 - i % Width)];
        return mirrored;
    }

    private static double[] Shifted(double[] picture, int down, int right)
    {
        var shifted = new double[picture.Length];
        for (var i = 0; i < picture.Length; i++)
        {
            var (row, column) = (i / Width % Height - down, i % Width - right);
            if (row is >= 0 and < Height && column is >= 0 and < Width) shifted[i] = picture[i - down * Width - right];
        }

        return shifted;
    }
}
