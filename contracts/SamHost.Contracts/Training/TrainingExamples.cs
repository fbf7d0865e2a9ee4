namespace SamHost.Contracts.Training;

/// <summary>The labels of the examples that a run trains on, indexed as in <see cref="Gradients.Batch.Indices"/>.</summary>
/// <param name="GivenLabels">The labels that the model is trained with, some of them wrong.</param>
/// <param name="TrueLabels">The labels before the noise.</param>
public sealed record TrainingExamples(IReadOnlyList<long> GivenLabels, IReadOnlyList<long> TrueLabels)
{
    /// <summary>The number of examples.</summary>
    public int Count => GivenLabels.Count;

    /// <summary>The number of mislabelled examples.</summary>
    public int FlippedCount => Enumerable.Range(0, Count).Count(IsFlipped);

    /// <summary>The realised label noise rate: mislabelled examples / examples.</summary>
    public double NoiseRate => (double)FlippedCount / Count;

    /// <summary>Whether the example's given label differs from its true one.</summary>
    public bool IsFlipped(int index) => GivenLabels[index] != TrueLabels[index];
}
