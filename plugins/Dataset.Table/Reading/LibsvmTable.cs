using System.Globalization;
using SamHost.Contracts.Data;

namespace SamHost.Plugins.DatasetTable.Reading;

/// <summary>
/// A file in the form of LIBSVM (<c>label 1:0.5 4:2</c>): the label, then the features that are not 0 by their numbers, from 1. The columns
/// are <c>1</c>, <c>2</c> and so on, and last <c>label</c>.
/// </summary>
internal static class LibsvmTable
{
    private const int MaxFeatures = 100_000;

    internal static TableRelation Open(
        Database database, string path, string encoding, TableOptions options, Func<IReadOnlyList<SourceColumn>, SourceColumn, bool> isText,
        int leastFeatures)
    {
        var rows = database.Texts($"SELECT line FROM {TextLines.Relation(path, encoding)}")
            .Select((line, index) => (Line: index + 1, Text: line.Split('#')[0].Trim())).Where(row => row.Text.Length > 0)
            .Select(row => Read(path, row.Line, row.Text)).ToList();
        if (rows.Count == 0) throw new DataFileException(path, null, "the file is empty");
        var count = rows.Max(row => row.Features.Keys.Append(leastFeatures).Max());
        database.Execute("CREATE TABLE libsvm (parts VARCHAR[], place BIGINT)");
        foreach (var chunk in rows.Index().Chunk(1000))
        {
            var values = chunk.Select(row =>
            {
                var features = Enumerable.Range(1, count).Select(feature => row.Item.Features.GetValueOrDefault(feature, "0"));
                return $"([{string.Join(", ", features.Append(row.Item.Label).Select(Sql.Text))}], {row.Index})";
            });
            database.Execute($"INSERT INTO libsvm VALUES {string.Join(", ", values)}");
        }

        string[] names = [.. Enumerable.Range(1, count).Select(feature => feature.ToString(CultureInfo.InvariantCulture)), "label"];
        return StoredText.Typed(database, "libsvm", names, names.Length, 0, options, isText);
    }

    private static (string Label, Dictionary<int, string> Features) Read(string path, int line, string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        Dictionary<int, string> features = [];
        foreach (var word in words.Skip(1))
        {
            var colon = word.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || !int.TryParse(word[..colon], NumberStyles.None, CultureInfo.InvariantCulture, out var feature)
                || feature is < 1 or > MaxFeatures || !features.TryAdd(feature, word[(colon + 1)..]))
                throw new DataFileException(
                    path, $"line {line}",
                    $"expected features as number:value, the number from 1 to {MaxFeatures} and no two alike, and found "
                        + $"'{Shown.Of(word)}'");
        }

        return (words[0], features);
    }
}
