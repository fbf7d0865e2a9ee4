using System.Text;

namespace SamHost.Plugins.DatasetTable.Reading;

/// <summary>Rows whose cells may be in quotes, single or double; a quote within such a cell is there twice.</summary>
internal static class QuotedCells
{
    /// <summary>The first row of some lines: one whose quoted cell is not closed goes on in the next line.</summary>
    internal static string FirstRecord(IReadOnlyList<string> lines)
    {
        var record = lines[0];
        for (var next = 1; next < lines.Count && record.Count(c => c == '"') % 2 == 1; next++) record += "\n" + lines[next];
        return record;
    }

    /// <summary>The cells of a row, without white space around them.</summary>
    /// <param name="row">The row.</param>
    /// <param name="separator">What stands between two cells.</param>
    /// <param name="quote">A quote beside the double one.</param>
    /// <param name="escape">Stands before a quote within a cell, too; null for nothing.</param>
    internal static List<string> Split(string row, string separator, char quote, char? escape = null)
    {
        List<string> cells = [];
        var cell = new StringBuilder();
        char? open = null;
        for (var at = 0; at < row.Length; at++)
        {
            var c = row[at];
            if (open is not null)
            {
                if (c == escape && at + 1 < row.Length && row[at + 1] is '\'' or '"' or '\\') cell.Append(row[++at]);
                else if (c != open) cell.Append(c);
                else if (at + 1 < row.Length && row[at + 1] == open) cell.Append(row[++at]);
                else open = null;
            }
            else if (string.CompareOrdinal(row, at, separator, 0, separator.Length) == 0)
            {
                Close();
                at += separator.Length - 1;
            }
            else if ((c == quote || c == '"') && cell.ToString().AsSpan().Trim().IsEmpty)
            {
                open = c;
            }
            else
            {
                cell.Append(c);
            }
        }

        Close();
        return cells;

        void Close()
        {
            cells.Add(cell.ToString().Trim());
            cell.Clear();
        }
    }
}
