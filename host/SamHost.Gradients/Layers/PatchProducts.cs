using SamHost.Gradients.Precision;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>
/// The inner products between the patches that a convolution's kernel sees of two images, without the patches: sums of products between
/// pixels. A place of the kernel sees pixels of one phase alone, so that only products within a phase are made.
/// </summary>
/// <param name="Rows">How the kernel goes along the columns of an image, from row to row.</param>
/// <param name="Columns">How it goes along its rows.</param>
internal sealed record PatchProducts(KernelSide Rows, KernelSide Columns)
{
    /// <summary>The number of products between pixels, for each channel.</summary>
    public double Count => Phases.Sum(phase => Math.Pow(phase.Row.Pixels * phase.Column.Pixels, 2));

    private IEnumerable<(KernelSide.Phase Row, KernelSide.Phase Column)> Phases =>
        Rows.Phases.SelectMany(_ => Columns.Phases, (row, column) => (row, column));

    /// <summary>The products, example by example: [B, T, T], the first image's patches first.</summary>
    /// <param name="left">[B, C, H, W].</param>
    /// <param name="right">Of the same shape.</param>
    public Tensor Of(Tensor left, Tensor right) => Phases.Select(phase =>
    {
        var (height, width) = (phase.Row.Pixels, phase.Column.Pixels);
        var products = Autocast.Whole(Pixels(left, phase).transpose(1, 2).bmm(Pixels(right, phase)));
        var rows = SumOfPlaces(products.reshape(left.shape[0], height, width, height, width), 1, phase.Row, Rows.Positions);
        return SumOfPlaces(rows, 2, phase.Column, Columns.Positions).reshape(left.shape[0], Rows.Positions * Columns.Positions, -1);
    }).Aggregate((one, other) => one + other);

    private Tensor Pixels(Tensor image, (KernelSide.Phase Row, KernelSide.Phase Column) phase)
    {
        if (Rows.Stride > 1) image = image.slice(2, phase.Row.First, Rows.Pixels, Rows.Stride);
        if (Columns.Stride > 1) image = image.slice(3, phase.Column.First, Columns.Pixels, Columns.Stride);
        return image.flatten(2);
    }

    /// <summary>Products between pixels [B, H, W, H, W], summed over the places of the kernel along one side of either image.</summary>
    private static Tensor SumOfPlaces(Tensor products, int side, KernelSide.Phase phase, long positions)
    {
        var before = Math.Max(0, -phase.Offsets.Min());
        var after = Math.Max(0, phase.Offsets.Max() + positions - phase.Pixels);
        if (before + after > 0)
        {
            // From the last dimension to the first. Padding has products of zero.
            long[] around = side == 1 ? [0, 0, before, after, 0, 0, before, after] : [before, after, 0, 0, before, after, 0, 0];
            products = nn.functional.pad(products, around, PaddingModes.Constant);
        }

        return phase.Offsets
            .Select(offset => products.narrow(side, before + offset, positions).narrow(side + 2, before + offset, positions))
            .Aggregate((one, other) => one + other);
    }
}
