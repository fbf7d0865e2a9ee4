using SamHost.Gradients.Layers;
using static TorchSharp.torch;

namespace SamHost.Gradients.Passes;

/// <summary>A call of a layer as a pass saw it. Owns its handles.</summary>
internal sealed class RecordedCall : IDisposable
{
    private readonly Tensor _input;
    private readonly Tensor? _dataOutput;
    private readonly OwnWeights? _weights;

    /// <param name="layer">The layer.</param>
    /// <param name="input">The input. Borrowed.</param>
    /// <param name="output">The output, with its graph. Owned from then on.</param>
    /// <param name="isPerturbed">Whether the output is that of perturbed weights, of which the graph knows nothing.</param>
    /// <param name="weights">What each example's own weights were, where the rule needs them. Borrowed.</param>
    public RecordedCall(TrackedLayer layer, Tensor input, Tensor output, bool isPerturbed, OwnWeights? weights)
    {
        Layer = layer;
        Output = output.DetachFromDisposeScope();
        IsPerturbed = isPerturbed;
        _weights = weights;
        _input = input.detach().DetachFromDisposeScope();
        if (!input.requires_grad) _dataOutput = output.detach().DetachFromDisposeScope();
    }

    public TrackedLayer Layer { get; }

    public Tensor Output { get; }

    public bool IsPerturbed { get; }

    /// <summary>The call as the layer's rule takes it; borrowed, but for the gradient.</summary>
    public LayerCall With(Tensor outputGradient) => new(_input, outputGradient, _dataOutput, _weights);

    public void Dispose()
    {
        _input.Dispose();
        _dataOutput?.Dispose();
        Output.Dispose();
    }
}
