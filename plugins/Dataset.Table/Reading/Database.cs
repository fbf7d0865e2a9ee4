using System.Data.Common;
using System.Text.RegularExpressions;
using DuckDB.NET.Data;
using SamHost.Contracts.Data;

namespace SamHost.Plugins.DatasetTable.Reading;

/// <summary>DuckDB in memory, as the reader of files of many forms (https://duckdb.org).</summary>
internal sealed partial class Database : IDisposable
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");
    private readonly string _path;

    /// <summary>Opens it.</summary>
    /// <param name="path">What errors name.</param>
    /// <param name="baseDirectory">Where relative paths of a query start.</param>
    internal Database(string path, string baseDirectory)
    {
        _path = path;
        _connection.Open();
        // Nothing is fetched from the web, and rows stay in the order of the file.
        Execute("SET autoinstall_known_extensions = false");
        Execute("SET autoload_known_extensions = false");
        Execute("SET preserve_insertion_order = true");
        Execute($"SET file_search_path = {Sql.Text(baseDirectory)}");
    }

    public void Dispose() => _connection.Dispose();

    /// <summary>Runs a statement.</summary>
    internal void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        Make(() => command.ExecuteNonQuery());
    }

    /// <summary>Reads the rows of a query one after another.</summary>
    /// <param name="sql">The query.</param>
    /// <param name="read">Called for each row.</param>
    internal void Read(string sql, Action<DbDataReader> read) => Make(() =>
    {
        using var command = _connection.CreateCommand();
        (command.CommandText, command.UseStreamingMode) = (sql, true);
        using var rows = command.ExecuteReader();
        while (rows.Read()) read(rows);
        return 0;
    });

    /// <summary>The first column of a query, as texts.</summary>
    internal List<string> Texts(string sql)
    {
        List<string> texts = [];
        Read(sql, row => texts.Add(row.IsDBNull(0) ? "" : row.GetString(0)));
        return texts;
    }

    private void Make(Func<int> call)
    {
        try
        {
            call();
        }
        catch (DuckDBException e)
        {
            throw Readable(e.Message);
        }
    }

    // DuckDB's own words name options of its own, which are none here.
    private Exception Readable(string message)
    {
        var line = LineNumber().Match(message) is { Success: true } match ? $"line {match.Groups[1].Value}" : null;
        var isOfText = message.Contains("CSV Error", StringComparison.Ordinal);
        if (isOfText && (message.Contains("unicode", StringComparison.OrdinalIgnoreCase)
            || message.Contains("not utf-8", StringComparison.OrdinalIgnoreCase)))
            return new NotUtf8Exception(_path, line);
        if (ColumnCount().Match(message) is { Success: true } counts)
            return new DataFileException(
                _path, line, $"expected {counts.Groups[1].Value} cells, as the lines before, and found {counts.Groups[2].Value}");
        if (Conversion().Match(message) is { Success: true } cell)
            return new UnexpectedCellException(_path, line, cell.Groups[1].Value);
        if (message.Contains("Maximum line size", StringComparison.Ordinal))
            return new DataFileException(_path, line, "a row is longer than 4194304 bytes: is a quote never closed?");
        // Last: it stands in the advice of every other message.
        if (isOfText && message.Contains("quote", StringComparison.OrdinalIgnoreCase))
            return new DataFileException(_path, line, "a quoted cell is never closed, or something stands behind its closing quote");
        var first = message.Split('\n')[0];
        var reason = first[(first.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        return new DataFileException(_path, line, $"cannot be read: {Shown.Of(reason, longest: 200)}");
    }

    [GeneratedRegex(@"CSV Error on Line: (\d+)")]
    private static partial Regex LineNumber();

    [GeneratedRegex(@"Expected Number of Columns: (\d+) Found: (\d+)")]
    private static partial Regex ColumnCount();

    [GeneratedRegex("Could not convert string \"(.*?)\" to ", RegexOptions.Singleline)]
    private static partial Regex Conversion();
}
