using System.Data.Common;
using System.Text;
using SamHost.Plugins.DatasetTable.Reading;

namespace SamHost.Plugins.DatasetTable.Writing;

/// <summary>Writes rows of texts as a text file, by RFC 4180 but for the separator.</summary>
internal sealed class TextTableFile : IDisposable
{
    private readonly StreamWriter _file;
    private readonly string _separator;
    private readonly string? _comment;

    /// <summary>Creates the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="form">Its form.</param>
    /// <param name="names">The names of the columns; written where the form has them.</param>
    /// <param name="options">Encoding, and what begins a comment.</param>
    internal TextTableFile(string path, TextForm form, IReadOnlyList<string> names, TableOptions options)
    {
        Encoding encoding = options.Encoding?.ToLowerInvariant() switch
        {
            "latin-1" => Encoding.Latin1,
            "utf-16" => Encoding.Unicode,
            _ => new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        (_separator, _comment) = (form.Separator, options.Comment);
        _file = new StreamWriter(path, append: false, encoding) { NewLine = "\n" };
        if (form.HasHeader) _file.WriteLine(string.Join(_separator, names.Select(Quoted)));
    }

    /// <summary>Writes a row; a cell without a value is empty.</summary>
    internal void Add(DbDataReader row, int count) => _file.WriteLine(string.Join(
        _separator, Enumerable.Range(0, count).Select(column => row.IsDBNull(column) ? "" : Quoted(row.GetString(column)))));

    public void Dispose() => _file.Dispose();

    private string Quoted(string cell)
    {
        var isPlain = !cell.Contains(_separator, StringComparison.Ordinal) && !cell.AsSpan().ContainsAny("\"\r\n")
            && (_comment is null || !cell.Contains(_comment, StringComparison.Ordinal));
        return isPlain ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
