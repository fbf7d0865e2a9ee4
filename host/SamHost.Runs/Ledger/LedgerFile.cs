using System.Globalization;
using Microsoft.Data.Sqlite;

namespace SamHost.Runs.Ledger;

/// <summary>
/// The ledger, <c>runs.db</c> in the folder of results: a SQLite database that several processes write to at once. A row that was written survives whatever ends the
/// process, or the machine (write-ahead log, synchronous=FULL).
/// </summary>
public sealed class LedgerFile : IDisposable
{
    public const string Name = "runs.db";

    // Of a ledger with a higher one nobody here knows what its columns mean.
    private const int Version = 1;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly SqliteConnection _connection;

    private LedgerFile(string path, SqliteOpenMode mode)
    {
        _path = path;
        // No pool: it would hold the file after the last row.
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = (int)Patience.TotalSeconds }.ToString());
    }

    /// <summary>Opens a ledger, or makes one.</summary>
    /// <exception cref="LedgerException">It is damaged, of a newer version, or cannot be used.</exception>
    public static LedgerFile Open(string path) => Open(path, SqliteOpenMode.ReadWriteCreate);

    /// <summary>The rows of a ledger, by the time of their start; none where there is no ledger.</summary>
    /// <exception cref="LedgerException">It is damaged, of a newer version, or cannot be used.</exception>
    public static IReadOnlyList<LedgerRow> Read(string path)
    {
        if (!Path.Exists(path)) return [];
        // For writing: the log of a process that was killed has to be put in.
        using var file = Open(path, SqliteOpenMode.ReadWrite);
        return file.Read();
    }

    /// <summary>The rows, by the time of their start.</summary>
    public IReadOnlyList<LedgerRow> Read() => Explained(() =>
    {
        using var command = Command(LedgerColumns.Select);
        using var reader = command.ExecuteReader();
        var rows = new List<LedgerRow>();
        while (reader.Read()) rows.Add(LedgerColumns.Read(reader));
        return rows;
    });

    /// <summary>Adds the row of a run, or puts it in the place of an earlier one of the same folder. It is on the disk when this returns.</summary>
    public void Write(LedgerRow row) => Explained(() =>
    {
        using var command = Command(LedgerColumns.Write);
        LedgerColumns.Bind(command, row);
        return command.ExecuteNonQuery();
    });

    /// <summary>Puts other rows in the place of all: whoever reads meanwhile has the earlier ones, and whoever writes waits.</summary>
    /// <param name="rows">Asked for once nobody else can write.</param>
    public void Replace(Func<IEnumerable<LedgerRow>> rows) => Explained(() =>
    {
        using var transaction = _connection.BeginTransaction(deferred: false);
        Execute("DELETE FROM runs");
        using var command = Command(LedgerColumns.Write);
        foreach (var row in rows())
        {
            LedgerColumns.Bind(command, row);
            command.ExecuteNonQuery();
        }

        transaction.Commit();
        return true;
    });

    /// <summary>Looks at every page.</summary>
    /// <exception cref="LedgerException">It is damaged.</exception>
    public void CheckIntegrity()
    {
        if (Explained(() => Scalar("PRAGMA integrity_check")) is not "ok") throw Damaged("its integrity check fails");
    }

    public void Dispose() => _connection.Dispose();

    private static LedgerFile Open(string path, SqliteOpenMode mode)
    {
        var file = new LedgerFile(path, mode);
        try
        {
            return file.Explained(() =>
            {
                file.Prepare();
                return file;
            });
        }
        catch (LedgerException)
        {
            file.Dispose();
            throw;
        }
    }

    private void Prepare()
    {
        _connection.Open();
        Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA busy_timeout={Patience.TotalMilliseconds}"));
        var version = VersionOf();
        if (version > Version) throw new LedgerException($"{_path} was written by a newer samhost (version {version}; this one knows {Version}), and is left as it is; use that one.");
        Execute("PRAGMA journal_mode=WAL");
        Execute("PRAGMA synchronous=FULL");
        if (version == Version) return;
        using var transaction = _connection.BeginTransaction(deferred: false);
        // Another process may have been faster.
        if (VersionOf() == 0)
        {
            Execute(LedgerColumns.Create);
            Execute($"PRAGMA user_version={Version}");
        }

        transaction.Commit();
    }

    private long VersionOf() => (long)Scalar("PRAGMA user_version")!;

    private SqliteCommand Command(string text)
    {
        var command = _connection.CreateCommand();
        command.CommandText = text;
        return command;
    }

    private void Execute(string text)
    {
        using var command = Command(text);
        command.ExecuteNonQuery();
    }

    private object? Scalar(string text)
    {
        using var command = Command(text);
        return command.ExecuteScalar();
    }

    private T Explained<T>(Func<T> use)
    {
        try
        {
            return use();
        }
        catch (SqliteException e)
        {
            // SQLite's own numbers: SQLITE_BUSY, SQLITE_LOCKED, ...
            throw e.SqliteErrorCode switch
            {
                5 or 6 => new LedgerException($"{_path} is locked by another program."),
                8 => new LedgerException($"{_path} cannot be written to; make it and its folder writable."),
                1 or 11 or 26 => Damaged(e.SqliteErrorCode == 26 ? "it is no SQLite database" : e.Message),
                13 => new LedgerException($"{_path} cannot grow: the disk is full."),
                14 => new LedgerException($"{_path} cannot be opened; it must be a file that can be read and written, in a folder that can be written to."),
                _ => new LedgerException($"{_path} cannot be used: {e.Message}"),
            };
        }
        catch (Exception e) when (e is InvalidCastException or FormatException or NullReferenceException)
        {
            throw Damaged("a row is none that samhost writes");
        }
    }

    private LedgerException Damaged(string why) =>
        new($"{_path} is damaged ({why}); 'samhost runs rebuild' makes it anew from the folders of the runs.") { IsDamaged = true };
}
