using static TorchSharp.torch;

namespace SamHost.Gradients.Layers;

/// <summary>Owns tensors beyond the dispose scope in which they were made.</summary>
internal abstract class HeldTensors : IDisposable
{
    private readonly List<Tensor> _held = [];

    /// <summary>Keeps a tensor until this is disposed, through a handle of its own.</summary>
    protected Tensor Hold(Tensor tensor)
    {
        var held = tensor.alias().DetachFromDisposeScope();
        _held.Add(held);
        return held;
    }

    public virtual void Dispose()
    {
        foreach (var tensor in _held) tensor.Dispose();
        _held.Clear();
    }
}
