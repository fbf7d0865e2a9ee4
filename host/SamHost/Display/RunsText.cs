using System.Globalization;
using System.Text.Json.Nodes;
using SamHost.Runs.Ledger;
using SamHost.Runs.Results;
using Spectre.Console;

namespace SamHost.Display;

/// <summary>The ledger as <c>samhost runs</c> shows it.</summary>
public static class RunsText
{
    private static readonly string[] Titles = ["study", "run", "status", "started (UTC)", "why", "time", "peak test %", "at epoch", "final test %"];

    /// <summary>Draws rows as a table.</summary>
    public static Table Draw(IAnsiConsole console, IReadOnlyList<LedgerRow> rows) => TextTable.Draw(console, Titles, textColumns: 5, rows.Select(Cells));

    /// <summary>A row with all that the ledger knows.</summary>
    public static JsonNode ToJson(LedgerRow row) => new JsonObject
    {
        ["folder"] = row.Folder,
        ["run"] = row.Run,
        ["hash"] = row.Hash,
        ["study"] = row.Study,
        ["label"] = row.Label,
        ["optimizer"] = row.Optimizer,
        ["seed"] = row.Seed,
        ["status"] = row.StatusNow,
        ["started"] = row.Started.ToString("O"),
        ["ended"] = row.Ended?.ToString("O"),
        ["process"] = row.Process?.ToJson(),
        ["device"] = row.Device,
        ["threads"] = row.Threads,
        ["peakTestAccuracy"] = row.PeakTestAccuracy,
        ["peakEpoch"] = row.PeakEpoch,
        ["finalTestAccuracy"] = row.FinalTestAccuracy,
        ["seconds"] = row.Seconds,
        ["reason"] = row.Reason,
    };

    /// <summary>That the ledger and the folders are not the same, and what to do; null where they are.</summary>
    /// <param name="gone">How many rows have no folder any more; these are not shown.</param>
    /// <param name="unknown">How many folders have no row.</param>
    public static string? Differences(int gone, int unknown)
    {
        string?[] parts =
        [
            gone == 0 ? null : gone == 1 ? "The folder of 1 run of the ledger is gone" : $"The folders of {gone} runs of the ledger are gone",
            unknown == 0 ? null : unknown == 1 ? "1 folder of a run is not in the ledger" : $"{unknown} folders of runs are not in the ledger",
        ];
        return gone + unknown == 0 ? null : $"{string.Join("; ", parts.OfType<string>())}: 'samhost runs rebuild' makes it anew.";
    }

    private static string[] Cells(LedgerRow row) =>
    [
        row.Study,
        row.Folder.Split('/')[^1],
        row.StatusNow,
        row.Started.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture),
        row.Reason ?? "",
        row.Seconds is { } seconds ? Duration.Of(TimeSpan.FromSeconds(seconds)) : "",
        Share(row.PeakTestAccuracy),
        row.PeakEpoch?.ToString(CultureInfo.InvariantCulture) ?? "",
        Share(row.FinalTestAccuracy),
    ];

    private static string Share(double? share) => share is { } number ? Percent.MeanAndDeviation([number]) : "";
}
