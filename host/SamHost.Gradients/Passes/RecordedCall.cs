using static TorchSharp.torch;

namespace SamHost.Gradients.Passes;

/// <summary>A call of a layer as a pass saw it. Owns its handles.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Input">The input, detached.</param>
/// <param name="Output">The output, with its graph.</param>
/// <param name="IsPerturbed">Whether the output is that of perturbed weights, of which the graph knows nothing.</param>
internal sealed record RecordedCall(TrackedLayer Layer, Tensor Input, Tensor Output, bool IsPerturbed) : IDisposable
{
    public void Dispose()
    {
        Input.Dispose();
        Output.Dispose();
    }
}
