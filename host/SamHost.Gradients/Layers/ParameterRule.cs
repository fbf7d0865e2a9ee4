using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>
/// The rule of a layer whose output is its parameter, once for each example, whatever its input [B, ...]: what the model does with it is
/// the graph's affair.
/// </summary>
internal sealed class ParameterRule(Parameter parameter) : LayerRule
{
    public override LayerGradients Gradients(IReadOnlyList<LayerCall> calls, Grouping groups) =>
        new ParameterGradients(parameter, calls, groups);

    public override IEnumerable<(Parameter, Tensor)> BatchGradients(IReadOnlyList<LayerCall> calls) =>
        calls.Select(call => (parameter, call.OutputGradient.sum([0L])));

    public override long TemporarySize(IReadOnlyList<LayerCall> calls, int groupSize) => (2 + groupSize) * parameter.numel();

    private sealed class ParameterGradients : BuiltGradients
    {
        private readonly Parameter _parameter;
        private readonly Grouping _groups;

        public ParameterGradients(Parameter parameter, IReadOnlyList<LayerCall> calls, Grouping groups)
        {
            _parameter = parameter;
            _groups = groups;
            var sum = calls.Select(call => call.OutputGradient).Aggregate((left, right) => left + right);
            if (groups.GroupSize > 1)
                sum = groups.Gather(sum.flatten(1).unsqueeze(1)).sum([1L]).reshape([groups.Count, .. parameter.shape]);
            Set([sum]);
        }

        public override Tensor PerturbedOutput(Tensor input, Tensor stepSizes) => _groups.Spread(Displaced([_parameter], stepSizes)[0]);
    }
}
