using static TorchSharp.torch;

namespace SamHost.Training.Inputs;

/// <summary>Inputs that are all on the device.</summary>
/// <param name="inputs">[N, ...]; owned.</param>
internal sealed class HeldInputs(Tensor inputs) : IExampleInputs
{
    public IInputFeed Feed(Tensor places, long batchSize) => new Selection(inputs, places, batchSize);

    public void Dispose() => inputs.Dispose();

    private sealed class Selection(Tensor inputs, Tensor places, long batchSize) : IInputFeed
    {
        private readonly Tensor _places = places.to(inputs.device, copy: true).DetachFromDisposeScope();
        private long _next;

        public Tensor Next()
        {
            using var batch = _places.narrow(0, _next, Math.Min(batchSize, _places.size(0) - _next));
            _next += batchSize;
            return inputs.index_select(0, batch);
        }

        public void Dispose() => _places.Dispose();
    }
}
