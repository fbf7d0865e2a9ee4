using System.Runtime.InteropServices;
using SamHost.Plugins.DatasetTable.Reading;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Plugins.DatasetTable.Features;

/// <summary>What a person should know of a table before a model learns from it.</summary>
internal static class TableNotes
{
    private const int ColumnsShown = 30;
    private const int CategoriesShown = 6;

    /// <summary>A line a column: its type, its categories, how many cells are missing.</summary>
    internal static IEnumerable<string> OfColumns(RawRows rows, long[] missing)
    {
        foreach (var (place, column) in rows.Choice.Features.Index().Take(ColumnsShown))
        {
            var what = rows.Texts[place] is { } texts
                ? $"text, {texts.Texts.Count} categories ({Shown.Of(texts.Texts.Order(StringComparer.Ordinal), CategoriesShown)})"
                : "number";
            yield return $"{column.Title}: {what}{(missing[place] > 0 ? $", {missing[place]} missing" : "")}";
        }

        if (rows.Choice.Features.Count > ColumnsShown)
            yield return $"... and {rows.Choice.Features.Count - ColumnsShown} columns more.";
        foreach (var column in rows.Choice.LeftOut.Take(ColumnsShown)) yield return $"{column.Title}: left out";
    }

    /// <summary>Warns of columns that count the rows, or name them.</summary>
    internal static IEnumerable<string> OfIndices(RawRows rows, Tensor train)
    {
        if (train.shape[0] < 10) yield break;
        foreach (var (place, column) in rows.Choice.Features.Index().Where(column => rows.Texts[column.Index] is null))
        {
            using var scope = NewDisposeScope();
            var values = train.select(1, place);
            var steps = values.diff();
            if (steps.isnan().any().ToBoolean() || !(steps > 0).all().ToBoolean() || !(values == values.floor()).all().ToBoolean())
                continue;
            yield return $"warning: {column.Title} rises from row to row, as an index or an id does, and says nothing of the label: "
                + "name it by Id, or leave it out (Exclude).";
        }
    }

    /// <summary>Warns of classes of which no row trains.</summary>
    internal static IEnumerable<string> OfUnseen(Classes classes, long[] train)
    {
        var seen = train.ToHashSet();
        var unseen = classes.Names.Where((_, label) => !seen.Contains(label)).ToList();
        if (unseen.Count > 0) yield return $"warning: no training row is of {Shown.Of(unseen)}: a model cannot learn what it does not see.";
    }

    /// <summary>Warns of classes that are hardly there.</summary>
    internal static IEnumerable<string> OfClasses(RawRows rows)
    {
        var few = rows.LabelTexts.Texts.Zip(rows.LabelTexts.Counts).Where(label => label.Second < 2).Select(label => label.First).ToList();
        if (few.Count > 0)
            yield return $"warning: {(few.Count == 1 ? "one class has" : $"{few.Count} classes have")} a single row, which cannot both "
                + $"train and test: {Shown.Of(few)}.";
    }

    /// <summary>Warns of rows that stand on both sides of the split, cell by cell.</summary>
    internal static IEnumerable<string> OfDuplicates(Tensor train, Tensor test)
    {
        // More than one span of memory holds.
        if (train.numel() > int.MaxValue / sizeof(double)) yield break;
        var seen = new HashSet<ulong>(Hashes(train));
        var twice = Hashes(test).Count(seen.Contains);
        if (twice > 0)
            yield return $"warning: {twice} of {test.shape[0]} test rows also stand among the training rows, with the same features: "
                + "the test accuracy flatters the model.";
    }

    private static IEnumerable<ulong> Hashes(Tensor rows)
    {
        var columns = (int)rows.shape[1];
        var hashes = new ulong[rows.shape[0]];
        var values = MemoryMarshal.Cast<byte, ulong>(rows.bytes);
        for (var row = 0; row < hashes.Length; row++)
        {
            // FNV-1a, a value at a time.
            var hash = 14695981039346656037UL;
            foreach (var value in values.Slice(row * columns, columns))
            {
                hash = (hash ^ value) * 1099511628211UL;
                hash ^= hash >> 29;
            }

            hashes[row] = hash;
        }

        return hashes;
    }
}
