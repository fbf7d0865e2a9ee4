using SamHost.Contracts.Data;
using SamHost.Gradients.Precision;
using static TorchSharp.torch;

namespace SamHost.Training.Inputs;

/// <summary>Makes inputs of what a data set holds in memory, or reads in batches.</summary>
public static class ExampleInputs
{
    // Of values that are read at once, beside training: 64 MiB, where an example is smaller.
    private const long ReadValues = 1 << 24;
    private const int MaxPass = 1024;

    /// <summary>The inputs of examples without labels; the caller disposes them before the examples.</summary>
    /// <param name="examples">The examples. Borrowed.</param>
    /// <param name="device">Where batches go.</param>
    /// <param name="precision">The type of their numbers.</param>
    /// <param name="title">What messages call the data set.</param>
    public static IExampleInputs Of(UnlabelledExamples examples, Device device, ComputePrecision precision, string title) =>
        Of(examples.Reader, examples.Inputs, device, precision, title);

    /// <summary>How many inputs of a reader pass at once beside training: no more than a few megabytes of them.</summary>
    public static int LargestPass(IReadOnlyList<long> inputShape) =>
        (int)Math.Clamp(ReadValues / inputShape.Aggregate(1L, (product, side) => product * side), 1, MaxPass);

    /// <summary>The inputs of a part of a data set.</summary>
    internal static IExampleInputs Of(Examples examples, Device device, ComputePrecision precision, string? title) =>
        Of(examples.Reader, examples.Reader is null ? examples.Inputs : null, device, precision, title);

    private static IExampleInputs Of(IInputReader? reader, Tensor? inputs, Device device, ComputePrecision precision, string? title)
    {
        if (reader is not null) return new ReadInputs(new NamedPart<IInputReader>(reader, title), device, precision);
        using var there = inputs!.to(device);
        return new HeldInputs(precision.Inputs(there).DetachFromDisposeScope());
    }
}
