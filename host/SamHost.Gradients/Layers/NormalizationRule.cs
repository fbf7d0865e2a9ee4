using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>
/// A layer that normalises within an example and then applies a gain and a shift, y = gain * n(x) + shift. Gradients are small, so they are
/// built: for the gain sum d n(x) over the places that share it, for the shift sum d.
/// </summary>
/// <param name="normalize">n: the normalisation alone.</param>
/// <param name="gain">The gain, of N numbers.</param>
/// <param name="shift">The shift; null where there is none.</param>
/// <param name="view">
/// A tensor's shape with the places that share a gain on either side: [B, places before, N, places after].
/// </param>
/// <param name="fused">The gradients of a batch in gain and shift, from output gradients and input, where one operation makes both.</param>
/// <param name="apply">The output for an input, gains and shifts of the examples' own, [B, N] each, where one operation makes it.</param>
internal sealed class NormalizationRule(
    Func<Tensor, Tensor> normalize, Parameter gain, Parameter? shift, Func<Tensor, long[]> view,
    Func<Tensor, Tensor, (Tensor Gain, Tensor Shift)>? fused = null, Func<Tensor, Tensor, Tensor, Tensor>? apply = null)
    : LayerRule
{
    private readonly bool _gain = gain.requires_grad;
    private readonly bool _shift = shift is { requires_grad: true };

    // Instance normalisation fails without examples.
    public override int IdleExamples => 1;

    public static NormalizationRule For(LayerNorm layer) => OfLast(layer.normalized_shape, layer.weight, layer.bias, layer.eps);

    /// <summary>That of the last dimension of [B, ..., N].</summary>
    public static NormalizationRule OfVectors(Parameter gain, Parameter? shift, double epsilon) =>
        OfLast(gain.shape, gain, shift, epsilon);

    private static NormalizationRule OfLast(long[] shape, Parameter gain, Parameter? shift, double epsilon)
    {
        var count = shape.Aggregate(1L, (product, side) => product * side);
        return new NormalizationRule(
            input => nn.functional.layer_norm(input, shape, null, null, epsilon), gain, shift, tensor => [tensor.shape[0], -1, count, 1],
            (outputGradient, input) => FusedNormalization.LayerNorm(outputGradient, input, gain, epsilon));
    }

    public static NormalizationRule For(GroupNorm layer) => new(
        input => nn.functional.group_norm(input, layer.num_groups, null, null, layer.eps), layer.weight, layer.bias, Channels,
        (outputGradient, input) => FusedNormalization.GroupNorm(outputGradient, input, layer.weight, layer.num_groups, layer.eps),
        (input, gains, shifts) =>
        {
            // The examples' channels side by side, as those of one example.
            long[] sideBySide = [1, input.shape[0] * input.shape[1], .. input.shape[2..]];
            var groups = layer.num_groups * input.shape[0];
            return nn.functional.group_norm(input.reshape(sideBySide), groups, gains.flatten(), shifts.flatten(), layer.eps)
                .reshape(input.shape);
        });

    public static NormalizationRule For(NormBase layer) => new(
        input => nn.functional.instance_norm(input, eps: layer.eps), layer.weight, layer.bias, Channels);

    /// <summary>Batch normalisation by running statistics that do not move.</summary>
    public static NormalizationRule OfFrozen(NormBase layer) => new(
        input =>
        {
            long[] shape = [-1, .. input.shape[2..].Select(_ => 1L)];
            return (input - layer.running_mean!.reshape(shape)) * (layer.running_var!.reshape(shape) + layer.eps).rsqrt();
        },
        layer.weight, layer.bias, Channels);

    public override LayerGradients Gradients(IReadOnlyList<LayerCall> calls, Grouping groups) =>
        new NormalizationGradients(this, calls, groups);

    public override IEnumerable<(Parameter, Tensor)> BatchGradients(IReadOnlyList<LayerCall> calls)
    {
        foreach (var call in calls)
        {
            if (_gain && _shift && fused is not null)
            {
                var (ofGain, ofShift) = fused(call.OutputGradient, call.Input);
                yield return (gain, ofGain);
                yield return (shift!, ofShift);
                continue;
            }

            var outputGradients = View(call.OutputGradient);
            if (_gain) yield return (gain, (outputGradients * View(normalize(call.Input))).sum([0, 1, 3]).reshape(gain.shape));
            if (_shift) yield return (shift!, outputGradients.sum([0, 1, 3]).reshape(shift!.shape));
        }
    }

    public override long TemporarySize(IReadOnlyList<LayerCall> calls, int groupSize) =>
        4 * groupSize * calls.Sum(call => call.Input.numel() / call.Input.shape[0]);

    private Tensor View(Tensor tensor) => tensor.reshape(view(tensor));

    private static long[] Channels(Tensor tensor) => [tensor.shape[0], 1, tensor.shape[1], -1];

    private sealed class NormalizationGradients : LayerGradients
    {
        private readonly NormalizationRule _rule;
        private readonly Grouping _groups;
        private readonly Parameter _gain;
        private readonly Parameter? _shift;

        // [G, N].
        private readonly Tensor? _gainGradients;
        private readonly Tensor? _shiftGradients;

        public NormalizationGradients(NormalizationRule rule, IReadOnlyList<LayerCall> calls, Grouping groups)
        {
            _rule = rule;
            _groups = groups;
            (_gain, _shift) = rule.Parameters;
            if (rule._gain)
                _gainGradients = Hold(OfGroups(calls, call => rule.View(rule.Normalize(call.Input)).mul_(rule.View(call.OutputGradient))));
            if (rule._shift) _shiftGradients = Hold(OfGroups(calls, call => rule.View(call.OutputGradient)));
        }

        public override Tensor SquaredNorms() => new[] { _gainGradients, _shiftGradients }.OfType<Tensor>()
            .Select(part => linalg.vector_norm(part, 2, [1L]).square()).Aggregate((left, right) => left + right);

        public override Tensor PerturbedOutput(Tensor input, Tensor stepSizes)
        {
            var gain = Displaced(_gain, _gainGradients, stepSizes);
            var shift = _shift is null ? null : Displaced(_shift, _shiftGradients, stepSizes);
            if (_rule.Apply is { } apply && shift is not null) return apply(input, gain, shift);
            var normalized = _rule.View(_rule.Normalize(input));
            var output = shift is null ? normalized * OverPlaces(gain) : OverPlaces(shift).addcmul(normalized, OverPlaces(gain), 1);
            return output.reshape(input.shape);
        }

        private static Tensor OverPlaces(Tensor perExample) => perExample.unsqueeze(1).unsqueeze(3);

        /// <summary>Each example's own parameter: [B, N].</summary>
        private Tensor Displaced(Parameter parameter, Tensor? gradients, Tensor stepSizes)
        {
            using var constant = parameter.detach();
            var flat = constant.reshape(1, -1);
            return gradients is null
                ? flat.expand(_groups.BatchSize, -1)
                : _groups.Spread(flat.addcmul(gradients, stepSizes.reshape(-1, 1), 1));
        }

        private Tensor OfGroups(IReadOnlyList<LayerCall> calls, Func<LayerCall, Tensor> perPlace) =>
            SumOfMembers(calls.Select(call => SumOfPlaces(perPlace(call))).Aggregate((left, right) => left + right));

        // A sum of one is a copy, and activations are large.
        private static Tensor SumOfPlaces(Tensor perPlace) =>
            perPlace.shape[1] == 1 && perPlace.shape[3] == 1 ? perPlace.flatten(1) : perPlace.sum([1, 3]);

        private Tensor SumOfMembers(Tensor perExample) => _groups.GroupSize == 1 ? perExample
            : _groups.Gather(perExample.unsqueeze(1)).sum([1L]);
    }

    private (Parameter Gain, Parameter? Shift) Parameters => (gain, shift);

    private Tensor Normalize(Tensor input) => normalize(input);

    private Func<Tensor, Tensor, Tensor, Tensor>? Apply => apply;
}
