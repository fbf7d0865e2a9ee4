using static TorchSharp.torch;

namespace SamHost.Training.Inputs;

/// <summary>The inputs of a part of a data set, on the run's device or on their way to it.</summary>
public interface IExampleInputs : IDisposable
{
    /// <summary>The inputs of one batch after another.</summary>
    /// <param name="places">The examples, in their order: int64 [n], on the CPU. Borrowed until the feed is disposed.</param>
    /// <param name="batchSize">How many make a batch; the last has the rest.</param>
    IInputFeed Feed(Tensor places, long batchSize);
}
