namespace SamHost.Plugins.DatasetTable.Reading;

/// <summary>The lines of a text file, packed or not, before anything is known of its cells.</summary>
internal static class TextLines
{
    // A character that no table has, so that a line is one cell.
    private const string NoSeparator = "chr(31)";

    // By default DuckDB's buffers take 64 times as much.
    internal static readonly string Limits = $"max_line_size = {LongLines.Longest}, buffer_size = {2 * LongLines.Longest}";

    /// <summary>A relation of one column, <c>line</c>.</summary>
    internal static string Relation(string path, string encoding) =>
        $"read_csv({Sql.Text(path)}, columns = {{'line': 'VARCHAR'}}, delim = {NoSeparator}, quote = '', escape = '', header = false, "
            + $"auto_detect = false, nullstr = chr(30), encoding = {Sql.Text(encoding)}, {Limits})";

    /// <summary>The first lines.</summary>
    internal static List<string> First(Database database, string path, string encoding, int count) =>
        database.Texts($"SELECT line FROM {Relation(path, encoding)} LIMIT {count}");
}
