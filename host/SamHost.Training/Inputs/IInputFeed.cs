using static TorchSharp.torch;

namespace SamHost.Training.Inputs;

/// <summary>Gives the inputs of one batch after another. Disposed, it begins no other read.</summary>
public interface IInputFeed : IDisposable
{
    /// <summary>The next batch: [B, ...], on the device. The caller owns it, or its dispose scope does.</summary>
    /// <exception cref="Plugins.Calls.ComponentFailedException">The data set's reader threw.</exception>
    Tensor Next();
}
