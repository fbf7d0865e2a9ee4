using System.Globalization;
using SamHost.Runs.Results;

namespace SamHost.Runs.Exporting;

/// <summary>A table as CSV (RFC 4180): a line of names, an empty cell for what is missing.</summary>
public sealed class CsvTable(string path) : ITableFile
{
    private readonly StreamWriter _file = new(path) { NewLine = "\n" };
    private bool _hasNames;

    public void Write(IReadOnlyList<ExportColumn> columns)
    {
        if (!_hasNames) _file.WriteLine(CsvText.Line(columns.Select(column => column.Name)));
        _hasNames = true;
        for (var row = 0; row < columns[0].Values.Length; row++)
            _file.WriteLine(CsvText.Line(columns.Select(column => Text(column.Values.GetValue(row)))));
    }

    public void Dispose() => _file.Dispose();

    private static string Text(object? value) => value switch
    {
        null => "",
        bool flag => flag ? "true" : "false",
        double number => number.ToString("R", CultureInfo.InvariantCulture),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
