using System.Collections;
using System.Globalization;

namespace SamHost.Contracts.Data;

/// <summary>
/// Where the examples of a part come from, and so who they are: whatever splits, subsets and seeds do, an example keeps its id. The same id
/// is the same example under every seed; generated data, which differ from seed to seed, have the seed in their ids.
/// </summary>
public sealed class ExampleSource
{
    /// <summary>Examples that are some of a source's.</summary>
    /// <param name="rows">
    /// The place of each example in the source, from 0: data rows of a table, records of a published file. Distinct.
    /// </param>
    /// <param name="count">How many examples the source has: more than <paramref name="rows"/> where only some were chosen.</param>
    /// <param name="ids">The id of each example, no two alike and none empty; null for the rows as decimal numbers.</param>
    /// <exception cref="ArgumentException">A row is below 0, not below the count, or there twice; or the ids are not these.</exception>
    public ExampleSource(IReadOnlyList<long> rows, long count, IReadOnlyList<string>? ids = null)
    {
        long[] sorted = [.. rows];
        Array.Sort(sorted);
        for (var i = 0; i < sorted.Length; i++)
        {
            if (sorted[i] < 0 || sorted[i] >= count)
                throw new ArgumentException($"Row {sorted[i]} is not one of a source of {count}.", nameof(rows));
            if (i > 0 && sorted[i] == sorted[i - 1])
                throw new ArgumentException($"Row {sorted[i]} is there twice.", nameof(rows));
        }

        if (ids is not null) RequireDistinct(ids, rows.Count);
        (Rows, Count, Ids) = (rows, count, ids ?? new Numbers(rows));
    }

    /// <summary>The place of each example in the source, from 0.</summary>
    public IReadOnlyList<long> Rows { get; }

    /// <summary>How many examples the source has.</summary>
    public long Count { get; }

    /// <summary>The id of each example.</summary>
    public IReadOnlyList<string> Ids { get; }

    /// <summary>What people see of an example that is no picture; null where there is nothing to see but numbers. Borrowed.</summary>
    public IExampleCells? Cells { get; init; }

    /// <summary>All examples of a source, in its order.</summary>
    /// <param name="count">How many there are.</param>
    public static ExampleSource Whole(int count) => new([.. Enumerable.Range(0, count).Select(row => (long)row)], count);

    private static void RequireDistinct(IReadOnlyList<string> ids, int count)
    {
        if (ids.Count != count) throw new ArgumentException($"There are {ids.Count} ids for {count} examples.", nameof(ids));
        var seen = new HashSet<string>(count, StringComparer.Ordinal);
        foreach (var id in ids)
        {
            if (string.IsNullOrEmpty(id)) throw new ArgumentException("An id is empty.", nameof(ids));
            if (!seen.Add(id)) throw new ArgumentException($"The id '{id}' is there twice.", nameof(ids));
        }
    }

    // A million texts would take as much memory as the examples themselves.
    private sealed class Numbers(IReadOnlyList<long> rows) : IReadOnlyList<string>
    {
        public int Count => rows.Count;

        public string this[int index] => rows[index].ToString(CultureInfo.InvariantCulture);

        public IEnumerator<string> GetEnumerator()
        {
            for (var i = 0; i < Count; i++) yield return this[i];
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
