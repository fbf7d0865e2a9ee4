using SamHost.Gradients.Precision;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>
/// The inner products between the patches that a convolution's kernel sees of two images, without the patches: sums of products between
/// pixels. A place of the kernel sees pixels of one phase alone, so that only products within a phase are made.
/// </summary>
/// <param name="Rows">How the kernel goes from row to row of an image.</param>
/// <param name="Columns">How it goes from column to column.</param>
internal sealed record PatchProducts(KernelSide Rows, KernelSide Columns)
{
    /// <summary>The number of products between pixels, for each channel.</summary>
    public double Count => Phases.Sum(phase => Square(phase.Row.Pixels * phase.Column.Pixels));

    /// <summary>The numbers that are there at once for one example: the sum over phases, and what one phase takes.</summary>
    public long TemporarySize => (long)(Square(Rows.Positions * Columns.Positions) + Phases.Max(phase =>
    {
        var (row, column) = phase;
        return Square(row.Pixels * column.Pixels)
            + Square(row.PaddedPixels * column.Pixels) + Square(row.Positions * column.Pixels)
            + Square(row.Positions * column.PaddedPixels) + Square(row.Positions * column.Positions);
    }));

    private IEnumerable<(KernelSide.Phase Row, KernelSide.Phase Column)> Phases =>
        Rows.Phases.SelectMany(_ => Columns.Phases, (row, column) => (row, column));

    /// <summary>The products, example by example: [B, T, T], the first image's patches first.</summary>
    /// <param name="left">[B, C, H, W].</param>
    /// <param name="right">Of the same shape.</param>
    public Tensor Of(Tensor left, Tensor right)
    {
        Tensor? sum = null;
        foreach (var (row, column) in Phases)
        {
            using var scope = NewDisposeScope();
            var pixels = Autocast.Whole(Pixels(left, row, column).transpose(1, 2).bmm(Pixels(right, row, column)));
            var products = pixels.reshape(left.shape[0], row.Pixels, column.Pixels, row.Pixels, column.Pixels);
            var ofPhase = SumOfPlaces(SumOfPlaces(products, 1, row), 2, column);
            if (sum is null) sum = ofPhase.MoveToOuterDisposeScope();
            else sum.add_(ofPhase);
        }

        return sum!.reshape(left.shape[0], Rows.Positions * Columns.Positions, -1);
    }

    private Tensor Pixels(Tensor image, KernelSide.Phase row, KernelSide.Phase column)
    {
        if (Rows.Stride > 1) image = image.slice(2, row.First, Rows.Pixels, Rows.Stride);
        if (Columns.Stride > 1) image = image.slice(3, column.First, Columns.Pixels, Columns.Stride);
        return image.flatten(2);
    }

    /// <summary>Products between pixels [B, H, W, H, W], summed over the places of the kernel along one side of either image.</summary>
    private static Tensor SumOfPlaces(Tensor products, int side, KernelSide.Phase phase)
    {
        if (phase.Before + phase.After > 0)
        {
            // From the last dimension to the first. Padding has products of zero.
            long[] around = [phase.Before, phase.After, 0, 0, phase.Before, phase.After, 0, 0];
            products = nn.functional.pad(products, side == 2 ? around : [0, 0, .. around[..^2]], PaddingModes.Constant);
        }

        Tensor[] places = [.. phase.Offsets.Select(offset => phase.Before + offset).Select(
            first => products.narrow(side, first, phase.Positions).narrow(side + 2, first, phase.Positions))];
        // The first sum is a tensor of its own: places are views of one.
        return places.Length == 1 ? places[0] : places[2..].Aggregate(places[0] + places[1], (sum, place) => sum.add_(place));
    }

    private static double Square(double number) => number * number;
}
