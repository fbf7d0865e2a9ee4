using SamHost.Contracts.Data;

namespace SamHost.Contracts.Training;

/// <summary>The examples that a run trains on, indexed as in <see cref="Gradients.Batch.Indices"/>.</summary>
/// <param name="GivenLabels">The labels that the model is trained with, some of them wrong.</param>
/// <param name="TrueLabels">The labels before the noise; null where nobody knows which labels are right.</param>
public sealed record TrainingExamples(IReadOnlyList<long> GivenLabels, IReadOnlyList<long>? TrueLabels)
{
    private readonly IReadOnlyList<string>? _ids;

    /// <summary>The number of examples.</summary>
    public int Count => GivenLabels.Count;

    /// <summary>The id of each example (<see cref="ExampleSource.Ids"/>): the same under every seed. By default its index.</summary>
    public IReadOnlyList<string> Ids
    {
        get => _ids ?? ExampleSource.Whole(Count).Ids;
        init => _ids = value;
    }

    /// <summary>The number of mislabelled examples; null where that is unknown.</summary>
    public int? FlippedCount => TrueLabels is null ? null : Enumerable.Range(0, Count).Count(index => IsFlipped(index) == true);

    /// <summary>The realised label noise rate: mislabelled examples / examples; null where that is unknown.</summary>
    public double? NoiseRate => (double?)FlippedCount / Count;

    /// <summary>Whether the example's given label differs from its true one; null where that is unknown.</summary>
    public bool? IsFlipped(int index) => TrueLabels is null ? null : GivenLabels[index] != TrueLabels[index];
}
