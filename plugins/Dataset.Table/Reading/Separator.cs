namespace SamHost.Plugins.DatasetTable.Reading;

/// <summary>
/// Finds out what stands between the cells of a text file. (DuckDB takes a table that is aligned by spaces for one column.)
/// </summary>
internal static class Separator
{
    /// <summary>Any white space, as in aligned columns.</summary>
    internal const string Spaces = "spaces";

    private const string Candidates = ",;\t|";

    /// <summary>The separator of some lines, the first of the file.</summary>
    /// <returns>Null where there is none: every line is one cell.</returns>
    internal static string? Of(IReadOnlyList<string> lines)
    {
        var counts = Candidates.Select(candidate => (Candidate: candidate, Counts: Counts(lines, candidate)))
            .Where(candidate => candidate.Counts.Min() > 0)
            .Select(candidate => (candidate.Candidate, Even: candidate.Counts.Distinct().Count() == 1, Count: candidate.Counts.Min()))
            .OrderByDescending(candidate => candidate.Even).ThenByDescending(candidate => candidate.Count).ToList();
        // Tabs that are doubled here and there align columns.
        if (counts.Count > 0 && (counts[0].Even || counts[0].Candidate != '\t')) return counts[0].Candidate.ToString();
        var words = lines.Select(line => line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length).Distinct().ToList();
        return words is [> 1] ? Spaces : counts.Count > 0 ? counts[0].Candidate.ToString() : null;
    }

    // Outside of quotes; of a cell that goes on in the next line, the rest counts for that one.
    private static List<int> Counts(IReadOnlyList<string> lines, char candidate)
    {
        List<int> counts = [];
        var (isQuoted, count) = (false, 0);
        foreach (var line in lines)
        {
            foreach (var c in line)
            {
                if (c == '"') isQuoted = !isQuoted;
                else if (c == candidate && !isQuoted) count++;
            }

            if (isQuoted) continue;
            counts.Add(count);
            count = 0;
        }

        return counts.Count == 0 ? [0] : counts;
    }
}
