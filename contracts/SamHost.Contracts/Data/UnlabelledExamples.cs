using static TorchSharp.torch;

namespace SamHost.Contracts.Data;

/// <summary>Inputs without labels, in memory or read in batches. Owns its tensor, or its reader.</summary>
public sealed class UnlabelledExamples : IDisposable
{
    /// <summary>Creates examples from a tensor, which they own from then on, outside any dispose scope.</summary>
    /// <param name="inputs">Floating-point inputs, one example a row: [N, ...].</param>
    /// <param name="ids">The id of each, no two alike.</param>
    /// <exception cref="ArgumentException">The shapes or types are not these.</exception>
    public UnlabelledExamples(Tensor inputs, IReadOnlyList<string> ids)
    {
        if (inputs.dim() < 2 || !inputs.is_floating_point() || inputs.shape[0] != ids.Count)
            throw new ArgumentException(
                $"Inputs are a floating-point tensor [N, ...] with an id for each, not {inputs.dtype} [{string.Join(", ", inputs.shape)}] "
                    + $"with {ids.Count} ids.", nameof(inputs));
        (Inputs, Ids, InputShape) = (inputs.DetachFromDisposeScope(), ids, inputs.shape[1..]);
    }

    /// <summary>Creates examples whose inputs are read in batches; they own the reader from then on.</summary>
    /// <param name="reader">Reads the inputs.</param>
    /// <param name="ids">The id of each, no two alike.</param>
    /// <exception cref="ArgumentException">There is another number of ids.</exception>
    public UnlabelledExamples(IInputReader reader, IReadOnlyList<string> ids)
    {
        if (reader.Count != ids.Count) throw new ArgumentException($"{reader.Count} inputs have {ids.Count} ids.", nameof(ids));
        (Reader, Ids, InputShape) = (reader, ids, reader.InputShape);
    }

    /// <summary>The inputs: [N, ...]; null where they are read in batches.</summary>
    public Tensor? Inputs { get; }

    /// <summary>What reads the inputs; null where they are in memory.</summary>
    public IInputReader? Reader { get; }

    /// <summary>The id of each example.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>The shape of one input.</summary>
    public IReadOnlyList<long> InputShape { get; }

    /// <summary>
    /// What a person should know of how the examples were read, a sentence each; one that begins with <c>warning: </c> is a warning.
    /// </summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <inheritdoc/>
    public void Dispose()
    {
        Inputs?.Dispose();
        Reader?.Dispose();
    }
}
