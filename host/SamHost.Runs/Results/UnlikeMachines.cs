using System.Text.Json.Nodes;

namespace SamHost.Runs.Results;

/// <summary>The machines that runs were made on, where they are of several kinds: bits are equal on equal ones only.</summary>
public static class UnlikeMachines
{
    /// <summary>The processors and GPUs of a run's parts, each once.</summary>
    /// <param name="parts">The parts, as its manifest has them; null for none.</param>
    public static IReadOnlyList<string> Of(JsonArray? parts) =>
        [.. (parts ?? []).Select(part => (string?)(part?["device"] ?? part?["processor"])).OfType<string>().Distinct()];

    /// <summary>That runs were made on unlike machines, in two sentences; null where they were not.</summary>
    /// <param name="machines">The processors and GPUs of each run.</param>
    public static string? Sentences(IEnumerable<IEnumerable<string>> machines)
    {
        var kinds = machines.SelectMany(one => one).Distinct().Order(StringComparer.Ordinal).ToList();
        return kinds.Count < 2
            ? null
            : $"These runs were made on unlike machines: {string.Join("; ", kinds)}. Results are equal bit for bit on equal ones only; on "
                + "a cluster Slurm:Constraint names a kind.";
    }
}
