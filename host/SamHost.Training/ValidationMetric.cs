namespace SamHost.Training;

/// <summary>By what early stopping compares epochs.</summary>
public enum ValidationMetric
{
    Accuracy,
    Loss,
}
