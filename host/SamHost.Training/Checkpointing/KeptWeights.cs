namespace SamHost.Training.Checkpointing;

/// <summary>Weights that a run has kept.</summary>
public enum KeptWeights
{
    /// <summary>Those of its end.</summary>
    Last,

    /// <summary>Those with the best accuracy, on validation data where there are any, else on test data, among its checkpoints.</summary>
    Best,
}
