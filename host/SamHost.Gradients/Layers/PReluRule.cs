using SamHost.Gradients.Precision;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>
/// Rectification with a trained slope for negative numbers, one for all channels or one for each; its gradient is the sum of d min(x, 0)
/// over the places that share it.
/// </summary>
internal sealed class PReluRule(PReLU layer) : LayerRule
{
    // The operator behind PReLU, which takes other slopes for each example.
    private static readonly Lazy<jit.CompilationUnit> Script = new(() => jit.compile(
        """
        def sloped(input: Tensor, slopes: Tensor) -> Tensor:
            return torch._prelu_kernel(input, slopes)

        """));

    private readonly Parameter _slope = layer.weight;

    public override LayerGradients Gradients(IReadOnlyList<LayerCall> calls, Grouping groups) => new SlopeGradients(this, calls, groups);

    public override IEnumerable<(Parameter, Tensor)> BatchGradients(IReadOnlyList<LayerCall> calls) =>
        calls.Select(call => (_slope, OfExamples(call).sum([0L])));

    public override long TemporarySize(IReadOnlyList<LayerCall> calls, int groupSize) => (2 + groupSize) * _slope.numel();

    /// <summary>Each example's gradient: [B, slopes].</summary>
    private Tensor OfExamples(LayerCall call)
    {
        var (count, slopes) = (call.Input.shape[0], _slope.numel());
        if (call.Input.numel() == count * slopes) return (call.OutputGradient * call.Input.clamp_max(0)).reshape(count, slopes);
        // As products of rows and columns, which need no tensor of the places' products.
        var rows = call.OutputGradient.reshape(count * slopes, 1, -1);
        return rows.bmm(call.Input.clamp_max(0).reshape(count * slopes, -1, 1)).reshape(count, slopes);
    }

    private sealed class SlopeGradients : BuiltGradients
    {
        private readonly Parameter _slope;
        private readonly Grouping _groups;

        public SlopeGradients(PReluRule rule, IReadOnlyList<LayerCall> calls, Grouping groups)
        {
            _slope = rule._slope;
            _groups = groups;
            var sum = calls.Select(rule.OfExamples).Aggregate((left, right) => left + right);
            Set([groups.GroupSize == 1 ? sum : groups.Gather(sum.unsqueeze(1)).sum([1L])]);
        }

        public override Tensor PerturbedOutput(Tensor input, Tensor stepSizes)
        {
            var slopes = _groups.Spread(Displaced([_slope], stepSizes)[0]);
            return (Tensor)Script.Value.invoke(
                "sloped", Autocast.Whole(input), slopes.reshape([slopes.shape[0], slopes.shape[1], .. input.shape[2..].Select(_ => 1L)]));
        }
    }
}
