namespace SamHost.Contracts.Suspects;

/// <summary>
/// What a run recorded of its training examples in an epoch: arrays of one length, in the same order in every epoch of a run. Labels before
/// the noise are not among them: they would be known in no real data. Under augmentations all is of the augmented inputs; under mixup the
/// loss is that of the mixture, and the margin that of the example's own label.
/// </summary>
public sealed class RecordedEpoch
{
    /// <summary>The epoch, from 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Each example's index in the training set.</summary>
    public required int[] Indices { get; init; }

    /// <summary>The label that each is trained with; null in files of version 0.1.0.</summary>
    public int[]? GivenLabels { get; init; }

    /// <summary>The loss at w.</summary>
    public required double[] Loss { get; init; }

    /// <summary>The margin at w; null in files of version 0.1.0.</summary>
    public double[]? Margin { get; init; }

    /// <summary>The logit weight; all 1 under a rule without a perturbation.</summary>
    public required double[] LogitWeight { get; init; }

    /// <summary>The total weight; null in an epoch that did not record it.</summary>
    public double[]? Weight { get; init; }

    /// <summary>The gradient norm at w; null in an epoch that did not record it.</summary>
    public double[]? GradientNorm { get; init; }
}
