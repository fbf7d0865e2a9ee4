namespace SamHost.Contracts.Training;

/// <summary>What a metric's column is called, and in what it is measured.</summary>
/// <param name="Name">The name of the column.</param>
/// <param name="Unit">The unit, in the notation of UCUM; <c>1</c> for none.</param>
public sealed record MetricColumn(string Name, string Unit);
