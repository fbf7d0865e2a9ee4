using System.Globalization;
using Microsoft.Data.Sqlite;

namespace SamHost.Runs.Ledger;

/// <summary>The table of the ledger, a column for each part of a row.</summary>
internal static class LedgerColumns
{
    private static readonly (string Name, string Type, Func<LedgerRow, object?> Value)[] All =
    [
        ("folder", "TEXT PRIMARY KEY NOT NULL", row => row.Folder),
        ("run", "TEXT NOT NULL", row => row.Run),
        ("hash", "TEXT NOT NULL", row => row.Hash),
        ("study", "TEXT NOT NULL", row => row.Study),
        ("label", "TEXT NOT NULL", row => row.Label),
        ("optimizer", "TEXT NOT NULL", row => row.Optimizer),
        ("seed", "INTEGER NOT NULL", row => row.Seed),
        ("status", "TEXT NOT NULL", row => row.Status),
        ("started", "TEXT NOT NULL", row => Text(row.Started)),
        ("ended", "TEXT", row => Text(row.Ended)),
        ("host", "TEXT", row => row.Process?.Host),
        ("process", "INTEGER", row => row.Process?.Id),
        ("process_started", "TEXT", row => Text(row.Process?.Started)),
        ("device", "TEXT", row => row.Device),
        ("threads", "INTEGER", row => row.Threads),
        ("peak_test_accuracy", "REAL", row => row.PeakTestAccuracy),
        ("peak_epoch", "INTEGER", row => row.PeakEpoch),
        ("final_test_accuracy", "REAL", row => row.FinalTestAccuracy),
        ("seconds", "REAL", row => row.Seconds),
        ("reason", "TEXT", row => row.Reason),
    ];

    public static string Create { get; } = $"CREATE TABLE runs ({string.Join(", ", All.Select(column => $"{column.Name} {column.Type}"))}) STRICT";

    public static string Write { get; } = $"INSERT OR REPLACE INTO runs ({Names}) VALUES ({string.Join(", ", All.Select(column => "$" + column.Name))})";

    public static string Select { get; } = $"SELECT {Names} FROM runs ORDER BY started, folder";

    private static string Names => string.Join(", ", All.Select(column => column.Name));

    /// <summary>Gives a command that writes its parameters.</summary>
    public static void Bind(SqliteCommand command, LedgerRow row)
    {
        command.Parameters.Clear();
        foreach (var column in All) command.Parameters.AddWithValue("$" + column.Name, column.Value(row) ?? DBNull.Value);
    }

    /// <summary>Reads a row of <see cref="Select"/>.</summary>
    public static LedgerRow Read(SqliteDataReader reader)
    {
        var values = All.Select((column, place) => (column.Name, Value: reader.IsDBNull(place) ? null : reader.GetValue(place))).ToDictionary(column => column.Name, column => column.Value);
        return new LedgerRow
        {
            Folder = (string)values["folder"]!,
            Run = (string)values["run"]!,
            Hash = (string)values["hash"]!,
            Study = (string)values["study"]!,
            Label = (string)values["label"]!,
            Optimizer = (string)values["optimizer"]!,
            Seed = (long)values["seed"]!,
            Status = (string)values["status"]!,
            Started = Time(values["started"])!.Value,
            Ended = Time(values["ended"]),
            Process = values["host"] is string host && values["process"] is long process && Time(values["process_started"]) is { } started
                ? new ProcessIdentity(host, (int)process, started)
                : null,
            Device = (string?)values["device"],
            Threads = (int?)(long?)values["threads"],
            PeakTestAccuracy = (double?)values["peak_test_accuracy"],
            PeakEpoch = (int?)(long?)values["peak_epoch"],
            FinalTestAccuracy = (double?)values["final_test_accuracy"],
            Seconds = (double?)values["seconds"],
            Reason = (string?)values["reason"],
        };
    }

    private static string? Text(DateTimeOffset? time) => time?.ToUniversalTime().ToString("O");

    private static DateTimeOffset? Time(object? text) => text is string value ? DateTimeOffset.Parse(value, CultureInfo.InvariantCulture) : null;
}
