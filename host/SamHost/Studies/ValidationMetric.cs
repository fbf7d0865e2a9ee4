namespace SamHost.Studies;

/// <summary>By what early stopping compares epochs.</summary>
public enum ValidationMetric
{
    Accuracy,
    Loss,
}
