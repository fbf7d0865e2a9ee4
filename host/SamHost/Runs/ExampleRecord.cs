namespace SamHost.Runs;

/// <summary>A row of <c>examples.parquet</c>.</summary>
public sealed record ExampleRecord(int Epoch, long Step, int Index, bool IsFlipped, double Loss, double? Weight, double LogitWeight, double? GradientNorm);
