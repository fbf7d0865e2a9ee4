namespace SamHost.Plugins.DatasetCsv;

/// <summary>A table as it was read: every feature a finite number, every label a text that is not empty.</summary>
/// <param name="path">The file.</param>
/// <param name="header">The names of all columns; null where the file has none.</param>
/// <param name="columnCount">The number of columns, the label's included.</param>
/// <param name="labelIndex">The index of the label's column.</param>
internal sealed class Table(string path, string[]? header, int columnCount, int labelIndex)
{
    internal string Path => path;

    internal string[]? Header => header;

    internal int ColumnCount => columnCount;

    internal int LabelIndex => labelIndex;

    /// <summary>The features of all rows, row by row.</summary>
    internal List<double> Features { get; } = [];

    /// <summary>The label of each row.</summary>
    internal List<string> Labels { get; } = [];

    /// <summary>The line, from 1, on which each row starts.</summary>
    internal List<long> Lines { get; } = [];

    /// <summary>A cell's place, counted from 1 as editors do.</summary>
    internal static string Location(long line, int column) => $"line {line}, column {column + 1}";
}
