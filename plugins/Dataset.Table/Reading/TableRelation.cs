namespace SamHost.Plugins.DatasetTable.Reading;

/// <summary>A table that DuckDB reads: its columns are c0, c1 and so on, in the order of the source.</summary>
/// <param name="Typed">What stands behind FROM, for values.</param>
/// <param name="AsText">The same for the cells as they are written, missing ones without a value.</param>
/// <param name="Columns">The columns.</param>
internal sealed record TableRelation(string Typed, string AsText, IReadOnlyList<SourceColumn> Columns)
{
    /// <summary>The same with what stands for missing cells.</summary>
    internal string AsWritten { get; init; } = AsText;

    /// <summary>The form of a text file with cells between separators; null of any other source.</summary>
    internal TextForm? Form { get; init; }
}
