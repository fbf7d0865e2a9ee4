namespace SamHost.Runs.Exporting;

/// <summary>A column of a block of rows.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Values">
/// An array of <see cref="string"/>, <see cref="int"/>, <see cref="long"/>, <c>bool?</c>, <c>int?</c>, <c>long?</c> or
/// <c>double?</c>.
/// </param>
public sealed record ExportColumn(string Name, Array Values);
