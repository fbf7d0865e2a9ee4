using SamHost.Contracts.Gradients;
using SamHost.Gradients.Compositions;
using static TorchSharp.torch;

namespace SamHost.Gradients.Passes;

/// <summary>
/// A pass in which each group of examples sees weights of its own. The weights are constants in its graph: the gradients in the layers'
/// outputs come from it, those in the weights from the layers' rules.
/// </summary>
internal sealed class PerturbedPass : BatchPass
{
    private readonly Perturbation _perturbation;
    private Tensor? _input;

    /// <param name="context">The engine's.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="perturbation">The weights' displacement. Owned from then on.</param>
    public PerturbedPass(PassContext context, Batch batch, Perturbation perturbation)
        : base(context, batch, records: true)
    {
        _perturbation = perturbation;
        RunForward();
        perturbation.RequireUsedUp();
    }

    public override Tensor BeforeLayer(TrackedLayer layer, Tensor input)
    {
        if (!_perturbation.Contains(layer)) return input;
        _input = input;
        // Hooks on the model see the original input.
        if (Context.IsModel(layer)) return input;
        // The layer has nothing to do.
        return input.narrow(0, 0, layer.Rule.IdleExamples);
    }

    public override Tensor AfterLayer(TrackedLayer layer, Tensor input, Tensor output)
    {
        return _perturbation.Contains(layer) ? Perturbed(layer, _input!) : base.AfterLayer(layer, input, output);
    }

    public override Tensor RunPart(Part part, Tensor input) =>
        part.Layer is { } layer && _perturbation.Contains(layer) ? Perturbed(layer, input) : base.RunPart(part, input);

    public override void Dispose()
    {
        base.Dispose();
        _perturbation.Dispose();
    }

    public override void Backward(IForwardPass scaleFrom, Tensor? penalty = null)
    {
        using var scope = NewDisposeScope();
        using var casts = Context.Precision.BeginCasts();
        Context.ClearGradients();
        var calls = Recorded.Where(call => call.IsPerturbed).ToList();
        Tensor[] outputs = [.. calls.Select(call => call.Output)];
        var scales = scaleFrom.LogitScales / Batch.Size;
        // Parameters have a graph of their own only where a layer is not perturbed, and in a penalty.
        var haveGraph = penalty is not null || calls.Select(call => call.Layer).Distinct().Count() < Context.Structure.Layers.Count;
        Tensor[] inputs = haveGraph ? [.. outputs, .. Context.Parameters] : outputs;
        var gradients = penalty is null
            ? PassContext.Differentiate(Graph, scales, inputs, retainGraph: false)
            : PassContext.Differentiate((Graph * scales).sum() + penalty, ones_like(Losses[0]), inputs, retainGraph: false);
        ThrowIfBackwardFailed();

        using var _ = no_grad();
        foreach (var (parameter, gradient) in Context.Parameters.Zip(gradients.Skip(outputs.Length)))
            PassContext.AddGradient(parameter, gradient);
        foreach (var layer in calls.Zip(gradients).Where(call => call.Second is not null).GroupBy(call => call.First.Layer))
        {
            using var layerScope = NewDisposeScope();
            var whole = layer.Select(call => call.First.With(call.Second!).Whole());
            foreach (var (parameter, gradient) in layer.Key.Rule.BatchGradients([.. whole]))
                PassContext.AddGradient(parameter, gradient);
            foreach (var (_, gradient) in layer) gradient!.Dispose();
        }
    }

    private Tensor Perturbed(TrackedLayer layer, Tensor input)
    {
        var output = _perturbation.Output(layer, input);
        // The first layer's has no graph, since nothing before it has one.
        if (!output.requires_grad) output.requires_grad_();
        return Record(layer, input, output, isPerturbed: true, _perturbation.WeightsOf(layer));
    }

    protected override void ThrowIfBackwardFailed() => _perturbation.ThrowIfBackwardFailed();
}
