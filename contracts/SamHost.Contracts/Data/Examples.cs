using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Contracts.Data;

/// <summary>
/// Inputs with their labels. The inputs are in memory, or read in batches while a run trains. Owns its tensors, and its reader.
/// </summary>
public sealed class Examples : IDisposable
{
    private readonly Tensor? _inputs;
    private readonly Tensor? _givenLabels;
    private readonly ExampleSource? _source;
    private ExampleSource? _whole;

    /// <summary>Creates examples from two tensors, which they own from then on, outside any dispose scope.</summary>
    /// <param name="inputs">Floating-point inputs, one example a row: [N, ...].</param>
    /// <param name="labels">Class indices, int64: [N].</param>
    /// <exception cref="ArgumentException">There is no example, or the shapes or types are not these.</exception>
    public Examples(Tensor inputs, Tensor labels)
    {
        if (inputs.dim() < 2 || !inputs.is_floating_point())
            throw new ArgumentException(
                $"Inputs are a floating-point tensor [N, ...], not {inputs.dtype} [{string.Join(", ", inputs.shape)}].", nameof(inputs));
        RequireLabels(labels, inputs.shape[0]);
        _inputs = inputs.DetachFromDisposeScope();
        InputShape = inputs.shape[1..];
        Labels = labels.DetachFromDisposeScope();
    }

    /// <summary>Creates examples whose inputs are read in batches; they own the reader and the labels from then on.</summary>
    /// <param name="reader">Reads the inputs.</param>
    /// <param name="labels">Class indices, int64: [N].</param>
    /// <exception cref="ArgumentException">There is no example, or the shapes or types are not these.</exception>
    public Examples(IInputReader reader, Tensor labels)
    {
        if (reader.InputShape.Count == 0 || reader.InputShape.Any(side => side < 1))
            throw new ArgumentException(
                $"The shape of an input has at least one side, and none below 1; it is [{string.Join(", ", reader.InputShape)}].",
                nameof(reader));
        RequireLabels(labels, reader.Count);
        Reader = reader;
        InputShape = reader.InputShape;
        Labels = labels.DetachFromDisposeScope();
    }

    /// <summary>The inputs: [N, ...].</summary>
    /// <exception cref="InvalidOperationException">They are read in batches: use <see cref="ReadInputs"/>.</exception>
    public Tensor Inputs =>
        _inputs ?? throw new InvalidOperationException("The inputs of this data set are read in batches: use ReadInputs.");

    /// <summary>What reads the inputs; null where they are in memory.</summary>
    public IInputReader? Reader { get; }

    /// <summary>The labels, int64: [N]; the true ones, where <see cref="AreLabelsVerified"/>.</summary>
    public Tensor Labels { get; }

    /// <summary>
    /// Labels that came with the data and of which some are wrong, int64: [N]; the run trains with these, and <see cref="Labels"/> says
    /// which are. Owned. Null where the data bring no noise of their own.
    /// </summary>
    /// <exception cref="ArgumentException">The shape or the type is another one.</exception>
    public Tensor? GivenLabels
    {
        get => _givenLabels;
        init
        {
            if (value is not null) RequireLabels(value, Count);
            _givenLabels = value?.DetachFromDisposeScope();
        }
    }

    /// <summary>
    /// Whether somebody vouches for <see cref="Labels"/>, as the authors of a benchmark do; the default. Where nobody does and no noise is
    /// drawn, which examples are mislabelled is unknown.
    /// </summary>
    public bool AreLabelsVerified { get; init; } = true;

    /// <summary>Who the examples are; by default all of a source, in its order.</summary>
    /// <exception cref="ArgumentException">It is that of another number of examples.</exception>
    public ExampleSource Source
    {
        get => _source ?? (_whole ??= ExampleSource.Whole(Count));
        init => _source = value.Rows.Count == Count
            ? value
            : throw new ArgumentException($"The source names {value.Rows.Count} examples, and there are {Count}.", nameof(value));
    }

    /// <summary>The number of examples, N.</summary>
    public int Count => (int)Labels.shape[0];

    /// <summary>The shape of one input.</summary>
    public IReadOnlyList<long> InputShape { get; }

    /// <summary>Some of the inputs, wherever they are.</summary>
    /// <param name="places">The examples, each from 0 to N - 1.</param>
    /// <returns>[B, ...], on the CPU; the caller owns it.</returns>
    public Tensor ReadInputs(ReadOnlySpan<long> places)
    {
        if (Reader is null)
        {
            using var indices = tensor(places.ToArray());
            return Inputs.index_select(0, indices);
        }

        var inputs = zeros([places.Length, .. InputShape], ScalarType.Float32);
        Reader.Read(places, MemoryMarshal.Cast<byte, float>(inputs.bytes));
        return inputs;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _inputs?.Dispose();
        Labels.Dispose();
        _givenLabels?.Dispose();
        Reader?.Dispose();
    }

    internal void RequireLabelsBelow(int classCount, string parameterName)
    {
        using var scope = NewDisposeScope();
        foreach (var labels in new[] { Labels, GivenLabels }.OfType<Tensor>())
        {
            var (lowest, highest) = (labels.min().ToInt64(), labels.max().ToInt64());
            if (lowest < 0 || highest >= classCount)
                throw new ArgumentException(
                    $"Labels lie between {lowest} and {highest}; with {classCount} classes they lie between 0 and {classCount - 1}.",
                    parameterName);
        }
    }

    private static void RequireLabels(Tensor labels, long count)
    {
        if (labels.dim() != 1 || labels.dtype != ScalarType.Int64 || labels.shape[0] != count)
            throw new ArgumentException(
                $"Labels are an int64 tensor [{count}], not {labels.dtype} [{string.Join(", ", labels.shape)}].", nameof(labels));
        if (count == 0) throw new ArgumentException("There must be at least one example.", nameof(labels));
    }
}
