namespace SamHost.Contracts.Data;

/// <summary>
/// Inputs that do not fit in memory: read in batches, by their places, while the batches before them are trained on. The host holds a few
/// batches at a time. It reads on several threads at once, and disposes the reader with its data set.
/// </summary>
/// <remarks>
/// A reader decodes into memory of the host's, and calls no TorchSharp: garbage that is collected between the steps of a run would free
/// numbers on their way to libtorch (https://github.com/dotnet/TorchSharp/pull/1434).
/// </remarks>
public interface IInputReader : IDisposable
{
    /// <summary>The number of examples, N.</summary>
    int Count { get; }

    /// <summary>The shape of one input, such as [3, 32, 32].</summary>
    IReadOnlyList<long> InputShape { get; }

    /// <summary>Reads inputs. Called on any thread, also while other calls run; the same places give the same numbers.</summary>
    /// <param name="places">The examples, each from 0 to N - 1.</param>
    /// <param name="inputs">Where they go, one input after the other, each in the order of its shape, the last side fastest.</param>
    void Read(ReadOnlySpan<long> places, Span<float> inputs);
}
