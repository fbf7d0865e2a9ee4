using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>
/// A convolution, of one or two dimensions. Two ways lead to the same numbers: every group's gradient is built, by one convolution in which the groups
/// are blocks of channels (<see cref="BuiltConvolutionGradients"/>), or inner products between output positions stand for it, as in a linear layer over
/// patches (<see cref="PatchConvolutionGradients"/>, <see cref="ShiftedConvolutionGradients"/>).
/// </summary>
internal sealed class ConvolutionRule(Convolution layer) : LayerRule
{
    private readonly ConvolutionGeometry _geometry = new(layer);
    private readonly bool _weight = layer.weight.requires_grad;
    private readonly bool _bias = layer.bias is { requires_grad: true };

    private long PatchSize => layer.weight.numel() / layer.out_channels;

    public override LayerGradients Gradients(IReadOnlyList<LayerCall> calls, Grouping groups)
    {
        if (Builds(Positions(calls) * groups.GroupSize)) return new BuiltConvolutionGradients(layer, _geometry, calls, groups, _weight, _bias);
        return groups.GroupSize == 1 && _weight && calls is [var call] && ShiftedConvolutionGradients.Pays(_geometry, _geometry.Image(call.Input), Positions(calls))
            ? new ShiftedConvolutionGradients(layer, _geometry, call, _bias)
            : new PatchConvolutionGradients(layer, _geometry, calls, groups, _weight, _bias);
    }

    public override IEnumerable<(Parameter, Tensor)> BatchGradients(IReadOnlyList<LayerCall> calls)
    {
        foreach (var call in calls)
        {
            if (_weight)
            {
                var shape = _geometry.Raise(layer.weight).shape;
                yield return (layer.weight, _geometry.Lower(_geometry.WeightGradient(_geometry.Raise(call.OutputGradient), _geometry.Image(call.Input), shape)));
            }

            if (_bias) yield return (layer.bias!, call.OutputGradient.flatten(2).sum([0, 2]));
        }
    }

    public override long TemporarySize(IReadOnlyList<LayerCall> calls, int groupSize)
    {
        var positions = Positions(calls) * groupSize;
        return Builds(positions) ? 2 * layer.weight.numel() : 3 * positions * (positions + PatchSize);
    }

    /// <summary>
    /// Whether building costs less: for each group T K O multiplications to build its gradient and a pass over its O K numbers that is dear, because
    /// each group's weights are laid out anew; against three products over pairs of its T positions, of sizes K and O. The constant was measured on two
    /// x86-64 cores (README.md beside the engine).
    /// </summary>
    /// <param name="count">T: the output positions of a group, over its calls and examples.</param>
    private bool Builds(long count)
    {
        if (layer.groups > 1) return true;
        var (positions, patch, outputs) = ((double)count, (double)PatchSize, (double)layer.out_channels);
        return positions * patch * outputs + LayoutCost * outputs * patch < 3 * positions * positions * (patch + outputs);
    }

    private const double LayoutCost = 1000;

    private static long Positions(IReadOnlyList<LayerCall> calls) => calls.Sum(call => call.OutputGradient.shape[2..].Aggregate(1L, (product, side) => product * side));
}
