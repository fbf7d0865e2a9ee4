namespace SamHost.Contracts.Data;

/// <summary>What standardised inputs: from each value the mean of its kind is subtracted, and the rest multiplied by its scale.</summary>
/// <param name="Means">The means, in the order of the dimensions that do not share one.</param>
/// <param name="Scales">One over the standard deviations; 0 for values that are all equal.</param>
public sealed record Standardization(IReadOnlyList<double> Means, IReadOnlyList<double> Scales);
