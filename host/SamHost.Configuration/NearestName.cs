namespace SamHost.Configuration;

/// <summary>Finds the name that a misspelt one was probably meant to be.</summary>
public static class NearestName
{
    /// <summary>
    /// The valid name with the smallest edit distance (optimal string alignment: insertions, deletions, substitutions and
    /// swaps of neighbours), without regard to case; the first of equals. Null where even that is more than a third of
    /// the longer name away.
    /// </summary>
    public static string? Find(string given, IEnumerable<string> valid) => valid
        .Select(name => (Name: name, Distance: Distance(given.ToUpperInvariant(), name.ToUpperInvariant())))
        .Where(candidate => candidate.Distance <= Math.Max(given.Length, candidate.Name.Length) / 3)
        .OrderBy(candidate => candidate.Distance)
        .Select(candidate => candidate.Name)
        .FirstOrDefault();

    /// <summary>The end of a message about an unknown name: <c>did you mean Epochs?</c> or <c>valid keys are A, B.</c></summary>
    /// <param name="given">The unknown name.</param>
    /// <param name="valid">The names that would be right.</param>
    /// <param name="plural">What they are: keys, optimizers.</param>
    public static string Advice(string given, IReadOnlyCollection<string> valid, string plural)
    {
        if (valid.Count == 0)
            return $"there are no {plural} here.";
        return Find(given, valid) is { } near ? $"did you mean {near}?" : $"valid {plural} are {string.Join(", ", valid)}.";
    }

    /// <summary>
    /// A hint within a message about an unknown id, such as <c>; did you mean 'cat/7.png'</c>; none of numbers, or far names.
    /// </summary>
    /// <param name="given">The unknown id.</param>
    /// <param name="valid">The ids that would be right.</param>
    public static string Hint(string given, IEnumerable<string> valid) =>
        !given.All(char.IsAsciiDigit) && Find(given, valid) is { } near ? $"; did you mean '{near}'" : "";

    private static int Distance(string a, string b)
    {
        var distance = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
            distance[i, 0] = i;
        for (var j = 0; j <= b.Length; j++)
            distance[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            for (var j = 1; j <= b.Length; j++)
            {
                var substituted = distance[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                distance[i, j] = Math.Min(substituted, 1 + Math.Min(distance[i - 1, j], distance[i, j - 1]));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                    distance[i, j] = Math.Min(distance[i, j], 1 + distance[i - 2, j - 2]);
            }
        }
        return distance[a.Length, b.Length];
    }
}
