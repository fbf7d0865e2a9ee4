using SamHost.Contracts.Data;

namespace SamHost.Plugins.DatasetTable.Reading;

/// <summary>
/// A file in the form of Weka (Attribute-Relation File Format): names before <c>@data</c>, rows of cells with commas behind it. What is
/// declared nominal or a string is a text, also where it reads like numbers. Sparse rows are refused.
/// </summary>
internal static class ArffTable
{
    internal static TableRelation Open(
        Database database, string path, string encoding, TableOptions options, Func<IReadOnlyList<SourceColumn>, SourceColumn, bool> isText)
    {
        List<string> names = [];
        Dictionary<int, string> texts = [];
        database.Execute("CREATE TABLE arff (parts VARCHAR[], place BIGINT)");
        var (isData, number, place) = (false, 0, 0L);
        List<string> rows = [];
        foreach (var line in database.Texts($"SELECT line FROM {TextLines.Relation(path, encoding)}"))
        {
            number++;
            var text = line.Trim();
            if (text.Length == 0 || text[0] == '%') continue;
            if (isData) rows.Add(Row(path, number, text, names.Count, place++));
            else if (text.StartsWith("@attribute", StringComparison.OrdinalIgnoreCase)) Declare(text[10..].Trim());
            else isData = text.StartsWith("@data", StringComparison.OrdinalIgnoreCase);
            if (rows.Count >= 1000) Store();
        }

        Store();
        if (names.Count < 2) throw new DataFileException(path, null, "expected at least two lines that begin with @attribute");
        var table = StoredText.Typed(
            database, "arff", [.. names], names.Count, 0, options, (all, column) => texts.ContainsKey(column.Place) || isText(all, column));
        return table with
        {
            Columns =
            [
                .. table.Columns.Select(column => texts.TryGetValue(column.Place, out var type) ? column with { Type = type } : column),
            ],
        };

        void Declare(string declaration)
        {
            var words = QuotedCells.Split(declaration.Replace('\t', ' '), " ", '\'');
            var type = words.Skip(1).FirstOrDefault(word => word.Length > 0) ?? "";
            if (type.StartsWith('{')) texts.Add(names.Count, SourceColumn.Nominal);
            else if (type.Equals("string", StringComparison.OrdinalIgnoreCase)) texts.Add(names.Count, "VARCHAR");
            names.Add(words[0]);
        }

        void Store()
        {
            if (rows.Count > 0) database.Execute($"INSERT INTO arff VALUES {string.Join(", ", rows)}");
            rows.Clear();
        }
    }

    private static string Row(string path, int number, string text, int count, long place)
    {
        if (text[0] == '{') throw new DataFileException(path, $"line {number}", "sparse rows, {1 5, 3 2}, are not read: write all cells");
        // Weka writes a quote within quotes behind a backslash.
        var cells = QuotedCells.Split(text, ",", '\'', escape: '\\');
        if (cells.Count != count)
            throw new DataFileException(
                path, $"line {number}", $"expected {count} cells, one for each @attribute, and found {cells.Count}");
        return $"([{string.Join(", ", cells.Select(cell => Sql.Text(cell)))}], {place})";
    }
}
