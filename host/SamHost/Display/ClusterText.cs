using System.Globalization;
using System.Text.Json.Nodes;
using SamHost.Slurm;
using Spectre.Console;

namespace SamHost.Display;

/// <summary>The runs of a study on a cluster, as <c>samhost runs --study</c> shows them.</summary>
internal static class ClusterText
{
    private static readonly string[] Titles = ["run", "state", "where", "job", "progress", "why", "done %", "attempts"];

    /// <summary>The words for how runs stand.</summary>
    public static IReadOnlyList<string> States { get; } = [.. Enum.GetValues<ClusterState>().Select(Word)];

    /// <summary>Writes them as a table, and how many there are of each state.</summary>
    /// <param name="console">The console.</param>
    /// <param name="runs">The runs.</param>
    /// <param name="problem">Why Slurm says nothing; null where it answers.</param>
    public static void Write(IAnsiConsole console, IReadOnlyList<ClusterRun> runs, string? problem)
    {
        if (runs.Count > 0) TextTable.Write(console, Titles, textColumns: 6, runs.Select(Cells));
        var counts = runs.GroupBy(run => run.State).OrderBy(group => group.Key).Select(group => $"{group.Count()} {Word(group.Key)}");
        if (runs.Count > 0) console.WriteLine($"On the cluster: {string.Join(", ", counts)}.");
        if (problem is not null) console.WriteLine($"Slurm does not answer, so this is what the folders of the runs say: {problem}");
    }

    /// <summary>A run with all that is known of it.</summary>
    public static JsonNode ToJson(ClusterRun run) => new JsonObject
    {
        ["state"] = Word(run.State),
        ["where"] = run.Where,
        ["job"] = run.Job,
        ["why"] = run.Why,
        ["fraction"] = run.Fraction,
        ["progress"] = run.Progress,
        ["attempts"] = run.Attempts,
    };

    private static string[] Cells(ClusterRun run) =>
    [
        run.Id,
        Word(run.State),
        run.Where ?? "",
        run.Job ?? "",
        run.Progress ?? "",
        run.Why ?? "",
        (100 * run.Fraction).ToString("0", CultureInfo.InvariantCulture),
        run.Attempts.ToString(CultureInfo.InvariantCulture),
    ];

    /// <summary>The word for how a run stands.</summary>
    public static string Word(ClusterState state) => state.ToString().ToLowerInvariant();
}
