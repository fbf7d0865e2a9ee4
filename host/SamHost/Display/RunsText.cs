using System.Globalization;
using System.Text.Json.Nodes;
using SamHost.Runs.Results;
using Spectre.Console;

namespace SamHost.Display;

/// <summary>The runs as <c>samhost runs</c> shows it.</summary>
internal static class RunsText
{
    private static readonly string[] Titles =
        ["study", "run", "status", "started (UTC)", "why", "time", "peak test %", "at epoch", "final test %"];

    /// <summary>Writes runs as a table.</summary>
    public static void Write(IAnsiConsole console, IReadOnlyList<RunSummary> rows) =>
        TextTable.Write(console, Titles, textColumns: 5, rows.Select(Cells));

    /// <summary>A run with all that is known of it.</summary>
    public static JsonNode ToJson(RunSummary row) => new JsonObject
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

    private static string[] Cells(RunSummary row) =>
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
