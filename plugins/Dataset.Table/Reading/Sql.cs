namespace SamHost.Plugins.DatasetTable.Reading;

/// <summary>Texts as SQL.</summary>
internal static class Sql
{
    /// <summary>A text literal.</summary>
    internal static string Text(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>A name.</summary>
    internal static string Name(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    /// <summary>The name by which the column at a place is asked for, whatever the file calls it.</summary>
    internal static string Column(int place) => $"c{place}";
}
