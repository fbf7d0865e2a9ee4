using System.Globalization;
using System.Text.Unicode;
using CsvHelper;
using ICSharpCode.SharpZipLib.GZip;
using SamHost.Contracts.Data;
using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.DatasetCsv;

/// <summary>Reads and checks a table.</summary>
internal sealed class TableReader(CsvOptions options)
{
    private const int LargestRecord = 1 << 24;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="train">The training table that a test file must resemble; null for the training table itself.</param>
    /// <exception cref="DataFileException">The file is missing or malformed.</exception>
    internal Table Read(string path, Table? train = null)
    {
        try
        {
            using var csv = CsvReader.Create(Open(path), new CsvReaderOptions
            {
                Separator = options.Separator[0],
                HasHeader = false,
                TrimWhitespace = true,
                TrimInsideQuotes = true,
                OnMalformedRecord = record => throw new DataFileException(path, $"line {record.LineNumber}", QuotingProblem(record.Reason)),
                MaxRecordSize = LargestRecord,
                TrackLineNumbers = true,
            });
            return Read(csv, path, train);
        }
        catch (CsvFormatException tooLong)
        {
            throw new DataFileException(
                path, $"line {tooLong.LineNumber}",
                $"expected a row of at most {LargestRecord} bytes and found more: is a quote never closed?");
        }
        // In a damaged file the unpacking stumbles over anything, such as an index of its own.
        catch (Exception unreadable)
            when (unreadable is IOException or UnauthorizedAccessException || (IsPacked(path) && unreadable is not ComponentException))
        {
            throw new DataFileException(path, null, $"cannot be read: {unreadable.Message}");
        }
    }

    private Table Read(CsvReader csv, string path, Table? train)
    {
        if (!csv.Read())
            throw new DataFileException(path, null, "the file is empty");

        RequireUtf8(csv, path);
        var firstRow = csv.Current.ToArray();
        var table = train is null
            ? TableLayout.Of(path, csv.LineNumber, firstRow, options)
            : TableLayout.Like(train, path, csv.LineNumber, firstRow, options);
        if (table.Header is null)
            AddRow(csv, table);
        while (csv.Read())
            AddRow(csv, table);
        return table.Labels.Count > 0
            ? table
            : throw new DataFileException(
                path, $"line {csv.LineNumber + 1}", "expected a row of data after the column names, and the file ends here");
    }

    private void AddRow(CsvReader csv, Table table)
    {
        RequireUtf8(csv, table.Path);
        if (csv.FieldCount != table.ColumnCount)
            throw new DataFileException(
                table.Path, $"line {csv.LineNumber}",
                $"expected {table.ColumnCount} cells, as in the first row, and found {csv.FieldCount}");

        for (var column = 0; column < table.ColumnCount; column++)
        {
            if (column == table.LabelIndex)
                table.Labels.Add(ReadLabel(csv, table, column));
            else
                table.Features.Add(ReadFeature(csv, table, column));
        }

        table.Lines.Add(csv.LineNumber);
    }

    private static string ReadLabel(CsvReader csv, Table table, int column)
    {
        var label = csv.GetString(column);
        return label.Length > 0 ? label : throw Problem(csv, table, column, "a label", "");
    }

    private double ReadFeature(CsvReader csv, Table table, int column)
    {
        var cell = csv.GetSpan(column);
        // Inputs are float32 in the end: what is not finite there is refused here.
        if (double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && float.IsFinite((float)value))
            return value;
        var hint = table.Labels.Count == 0 && table.Header is null && options.HasHeader is null
            ? " (if this line names the columns, set HasHeader to true)"
            : "";
        throw Problem(csv, table, column, "a finite number", hint);
    }

    private static DataFileException Problem(CsvReader csv, Table table, int column, string expected, string hint)
    {
        var name = table.Header is null ? "" : $" in '{table.Header[column]}'";
        var found = csv.IsEmpty(column) ? "an empty cell" : $"'{csv.GetString(column)}'";
        return new DataFileException(
            table.Path, Table.Location(csv.LineNumber, column), $"expected {expected}{name} and found {found}{hint}");
    }

    private static string QuotingProblem(CsvMalformedReason reason) => reason switch
    {
        CsvMalformedReason.UnterminatedQuote => "a quoted cell begins in this row and is never closed",
        CsvMalformedReason.TextAfterClosingQuote => "expected a separator after the closing quote of a cell and found text",
        _ => "expected a cell that has a quote in it to be in quotes as a whole, with that quote doubled",
    };

    private static void RequireUtf8(CsvReader csv, string path)
    {
        if (!Utf8.IsValid(csv.RawRecord))
            throw new DataFileException(path, $"line {csv.LineNumber}", "expected UTF-8 text and found other bytes");
    }

    // Not the framework's GZipStream: it takes a file that is cut short for one that ends there.
    private static Stream Open(string path)
    {
        var file = DataFile.Open(path);
        return IsPacked(path) ? new GZipInputStream(file) : file;
    }

    private static bool IsPacked(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);
}
