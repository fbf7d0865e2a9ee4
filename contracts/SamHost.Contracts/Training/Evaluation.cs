namespace SamHost.Contracts.Training;

/// <summary>What the model does at the end of an epoch, in evaluation mode. Accuracies lie in [0, 1], losses are in nats.</summary>
public sealed record Evaluation
{
    /// <summary>The mean loss on the test examples.</summary>
    public required double TestLoss { get; init; }

    /// <summary>The accuracy on the test examples.</summary>
    public required double TestAccuracy { get; init; }

    /// <summary>
    /// The accuracy on all training examples against their given labels, where nobody knows which of these are right; null where the truth
    /// is known, and the three accuracies that follow say more.
    /// </summary>
    public double? TrainAccuracy { get; init; }

    /// <summary>The accuracy on correctly labelled training examples; null where there is none, or the truth is unknown.</summary>
    public required double? TrainAccuracyClean { get; init; }

    /// <summary>
    /// The accuracy on mislabelled training examples against their given, wrong labels: the share that is memorised; null where there is
    /// none.
    /// </summary>
    public required double? TrainAccuracyMislabelled { get; init; }

    /// <summary>The accuracy on mislabelled training examples against their true labels; null where there is none.</summary>
    public required double? TrainAccuracyMislabelledTrue { get; init; }

    /// <summary>
    /// The mean 2-norm of the last hidden activations (the input of the last linear layer) over the training examples: what J-SAM holds
    /// down, with <see cref="LastWeightNorm"/>. Null where the model has no linear layer.
    /// </summary>
    public double? LastHiddenNorm { get; init; }

    /// <summary>The 2-norm of the last linear layer's weight, all its entries together; null where the model has no linear layer.</summary>
    public double? LastWeightNorm { get; init; }

    /// <summary>The mean loss on the validation examples, whose labels carry noise; null without a validation split.</summary>
    public double? ValidationLoss { get; init; }

    /// <summary>The accuracy on the validation examples, whose labels carry noise; null without a validation split.</summary>
    public double? ValidationAccuracy { get; init; }

    /// <summary>The study's metrics, in the order of <see cref="TrainingRun.Metrics"/>; null where there is no number.</summary>
    public IReadOnlyList<double?> Metrics { get; init; } = [];
}
