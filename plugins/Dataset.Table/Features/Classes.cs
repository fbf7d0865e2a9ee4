using System.Globalization;
using SamHost.Contracts.Data;
using SamHost.Plugins.DatasetTable.Reading;

namespace SamHost.Plugins.DatasetTable.Features;

/// <summary>
/// The classes of a table: its distinct labels, in numerical order where all are integers, else in ordinal order of their text.
/// </summary>
internal sealed class Classes
{
    private readonly Dictionary<string, long> _indices;

    private Classes(string[] names)
    {
        Names = names;
        _indices = names.Index().ToDictionary(name => name.Item, name => (long)name.Index);
    }

    internal string[] Names { get; }

    /// <summary>Finds the classes.</summary>
    /// <param name="path">The file.</param>
    /// <param name="rows">Its rows.</param>
    /// <exception cref="DataFileException">There is one class only, or nearly every label is another.</exception>
    internal static Classes Of(string path, RawRows rows)
    {
        string[] names = [.. rows.LabelTexts.Texts.Order(StringComparer.Ordinal)];
        var label = rows.Choice.Label;
        if (names.Length < 2)
            throw new DataFileException(path, label.Title, $"expected at least two different labels and found only '{Shown.Of(names[0])}'");
        var once = rows.LabelTexts.Counts.Count(count => count == 1);
        if (once > names.Length / 2 && names.Length > 10)
            throw new DataFileException(
                path, label.Title,
                $"{once} of {names.Length} labels, such as {Shown.Of(names, 3)}, occur once: numbers to predict are no classes; name "
                    + "another column, or make classes of it by Sql");
        return new Classes(names.All(name => long.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            ? [.. names.OrderBy(name => long.Parse(name, CultureInfo.InvariantCulture))]
            : names);
    }

    /// <summary>The class of some rows.</summary>
    /// <param name="rows">The table.</param>
    /// <param name="codes">The codes of its labels.</param>
    /// <param name="places">The rows.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFileException">A label is none of the classes.</exception>
    internal long[] IndicesOf(RawRows rows, IReadOnlyList<int> codes, long[] places, string path)
    {
        long[] byCode = [.. rows.LabelTexts.Texts.Select(text => _indices.GetValueOrDefault(text, -1))];
        var indices = new long[places.Length];
        for (var i = 0; i < places.Length; i++)
        {
            var code = codes[(int)places[i]];
            indices[i] = byCode[code];
            if (indices[i] < 0)
                throw new DataFileException(
                    path, $"data row {places[i]}, {rows.Choice.Label.Title}",
                    $"expected a label that occurs in the training file, and found '{Shown.Of(rows.LabelTexts.Texts[code])}'");
        }

        return indices;
    }
}
