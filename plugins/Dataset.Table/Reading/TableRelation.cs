namespace SamHost.Plugins.DatasetTable.Reading;

/// <summary>A table that DuckDB reads: its columns are c0, c1 and so on, in the order of the source.</summary>
/// <param name="Typed">What stands behind FROM, for values.</param>
/// <param name="AsText">The same for the cells as they are written.</param>
/// <param name="Columns">The columns.</param>
internal sealed record TableRelation(string Typed, string AsText, IReadOnlyList<SourceColumn> Columns);
