using static TorchSharp.torch;

namespace SamHost.Contracts.Training;

/// <summary>A model with what it gives for the data of its run. Everything is borrowed from the host.</summary>
public sealed class EvaluatedModel
{
    /// <summary>The model, in evaluation mode.</summary>
    public required nn.Module<Tensor, Tensor> Model { get; init; }

    /// <summary>The test examples.</summary>
    public required EvaluatedExamples Test { get; init; }

    /// <summary>The training examples, without those set aside for validation and without augmentations.</summary>
    public required EvaluatedExamples Training { get; init; }

    /// <summary>The validation examples; null without a validation split.</summary>
    public EvaluatedExamples? Validation { get; init; }

    /// <summary>The names of the classes, in the order of the labels.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }
}
