using SamHost.Contracts.Data;

namespace SamHost.Plugins.DatasetTable.Reading;

/// <summary>
/// A file in the form of Weka (Attribute-Relation File Format): names before <c>@data</c>, rows of cells with commas behind it. Sparse rows
/// are refused.
/// </summary>
internal static class ArffTable
{
    internal static TableRelation Open(
        Database database, string path, string encoding, TableOptions options, Func<IReadOnlyList<SourceColumn>, SourceColumn, bool> isText)
    {
        List<string> names = [];
        database.Execute("CREATE TABLE arff (parts VARCHAR[], place BIGINT)");
        var (isData, number, place) = (false, 0, 0L);
        List<string> rows = [];
        foreach (var line in database.Texts($"SELECT line FROM {TextLines.Relation(path, encoding)}"))
        {
            number++;
            var text = line.Trim();
            if (text.Length == 0 || text[0] == '%') continue;
            if (isData) rows.Add(Row(path, number, text, names.Count, place++));
            else if (text.StartsWith("@attribute", StringComparison.OrdinalIgnoreCase)) names.Add(NameIn(text[10..].Trim()));
            else isData = text.StartsWith("@data", StringComparison.OrdinalIgnoreCase);
            if (rows.Count >= 1000) Store();
        }

        Store();
        if (names.Count < 2) throw new DataFileException(path, null, "expected at least two lines that begin with @attribute");
        return StoredText.Typed(database, "arff", [.. names], names.Count, 0, options, isText);

        void Store()
        {
            if (rows.Count > 0) database.Execute($"INSERT INTO arff VALUES {string.Join(", ", rows)}");
            rows.Clear();
        }
    }

    private static string Row(string path, int number, string text, int count, long place)
    {
        if (text[0] == '{') throw new DataFileException(path, $"line {number}", "sparse rows, {1 5, 3 2}, are not read: write all cells");
        var cells = QuotedCells.Split(text, ",", '\'');
        if (cells.Count != count)
            throw new DataFileException(
                path, $"line {number}", $"expected {count} cells, one for each @attribute, and found {cells.Count}");
        return $"([{string.Join(", ", cells.Select(cell => Sql.Text(cell)))}], {place})";
    }

    private static string NameIn(string declaration) => QuotedCells.Split(declaration.Replace('\t', ' '), " ", '\'')[0];
}
