using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>
/// A convolution, of one or two dimensions. Two ways lead to the same numbers: every group's gradient is built, by one convolution in which
/// the groups are blocks of channels (<see cref="BuiltConvolutionGradients"/>) or, where the layer sees the data, from patches
/// (<see cref="DataConvolutionGradients"/>); or inner products between output positions stand for it, as in a linear layer over patches
/// (<see cref="PatchConvolutionGradients"/>, <see cref="ShiftedConvolutionGradients"/>).
/// </summary>
internal sealed class ConvolutionRule(Convolution layer) : LayerRule
{
    private readonly ConvolutionGeometry _geometry = new(layer);
    private readonly bool _weight = layer.weight.requires_grad;
    private readonly bool _bias = layer.bias is { requires_grad: true };

    private long PatchSize => layer.weight.numel() / layer.out_channels;

    public override LayerGradients Gradients(IReadOnlyList<LayerCall> calls, Grouping groups)
    {
        if (BuildsFromPatches(calls, groups.GroupSize))
            return new DataConvolutionGradients(_geometry, calls[0], groups, _bias);
        if (Builds(Positions(calls) * groups.GroupSize))
            return new BuiltConvolutionGradients(layer, _geometry, calls, groups, _weight, _bias);
        return ShiftedProducts(calls, groups.GroupSize) is { } products
            ? new ShiftedConvolutionGradients(_geometry, products, calls[0], _bias)
            : new PatchConvolutionGradients(_geometry, calls, groups, _weight, _bias);
    }

    public override IEnumerable<(Parameter, Tensor)> BatchGradients(IReadOnlyList<LayerCall> calls)
    {
        foreach (var call in calls)
        {
            if (_weight)
            {
                var shape = _geometry.Raise(layer.weight).shape;
                yield return (layer.weight,
                    _geometry.Lower(_geometry.WeightGradient(_geometry.Raise(call.OutputGradient), _geometry.Image(call.Input), shape)));
            }

            if (_bias) yield return (layer.bias!, call.OutputGradient.flatten(2).sum([0, 2]));
        }
    }

    public override long TemporarySize(IReadOnlyList<LayerCall> calls, int groupSize)
    {
        var positions = Positions(calls) * groupSize;
        // The patches of both passes, the gradient, and that times the step size, for the group and for each of its examples.
        if (BuildsFromPatches(calls, groupSize)) return (2 * positions * PatchSize) + ((2 + groupSize) * layer.weight.numel());
        // The gradient, the displaced weights, and these in the order in which the convolution takes them.
        if (Builds(positions)) return 3 * layer.weight.numel();
        return ShiftedProducts(calls, groupSize) is { } products
            ? ShiftedConvolutionGradients.TemporarySize(products, layer.in_channels, positions)
            : (2 * positions * PatchSize) + PositionGradients.TemporarySize(positions, PatchSize, layer.out_channels);
    }

    /// <summary>
    /// Whether building costs less: for each group T K O multiplications to build its gradient and a pass over its O K numbers that is
    /// dear, because each group's weights are laid out anew; against three products over pairs of its T positions, of sizes K and O. The
    /// constant was measured on two x86-64 cores (README.md beside the engine).
    /// </summary>
    /// <param name="count">T: the output positions of a group, over its calls and examples.</param>
    private bool Builds(long count)
    {
        if (layer.groups > 1) return true;
        var (positions, patch, outputs) = ((double)count, (double)PatchSize, (double)layer.out_channels);
        return positions * patch * outputs + LayoutCost * outputs * patch < 3 * positions * positions * (patch + outputs);
    }

    private const double LayoutCost = 1000;

    /// <summary>
    /// Whether the gradients are built from patches: where the layer sees data of few channels. As blocks of channels of one convolution
    /// these would not fill the processor's vectors, and oneDNN has no fast kernel for them (README.md beside the engine). Not where
    /// products over pairs of positions cost less, nor where the patches, which are held between the passes, are many times what the layer
    /// takes and returns.
    /// </summary>
    private bool BuildsFromPatches(IReadOnlyList<LayerCall> calls, int groupSize)
    {
        if (!_weight || layer.groups > 1 || layer.in_channels >= FewChannels || calls is not [{ DataOutput: not null } call]) return false;
        var (positions, patch, outputs) = ((double)Positions(calls), (double)PatchSize, (double)layer.out_channels);
        var numbers = (call.Input.numel() + call.OutputGradient.numel()) / call.Input.shape[0];
        return patch * outputs < 3 * positions * groupSize * (patch + outputs) && positions * patch <= MostPatches * numbers;
    }

    private const long FewChannels = 16;
    private const double MostPatches = 4;

    /// <summary>
    /// The products between pixels, where each example uses the layer once and they are fewer than those between patches; else null.
    /// </summary>
    private PatchProducts? ShiftedProducts(IReadOnlyList<LayerCall> calls, int groupSize)
    {
        if (groupSize > 1 || !_weight || calls is not [var call]) return null;
        var (products, positions) = (_geometry.Products(call.Input), (double)Positions(calls));
        return products.Count < positions * positions * _geometry.Kernel.Height * _geometry.Kernel.Width ? products : null;
    }

    private static long Positions(IReadOnlyList<LayerCall> calls) =>
        calls.Sum(call => call.OutputGradient.shape[2..].Aggregate(1L, (product, side) => product * side));
}
