using CsvHelper;
using SamHost.Contracts.Data;

namespace SamHost.Plugins.NoiseFromFile;

/// <summary>Labels of a CSV file by the ids of their examples.</summary>
internal sealed class LabelsById
{
    private const string Id = "id";
    private const string Action = "action";
    private const string Dropped = "dropped";
    private const int IdsShown = 5;

    private readonly string _path;
    private readonly Dictionary<string, long> _labels = [];

    private LabelsById(string path) => _path = path;

    /// <summary>Whether a first line names columns, one of which is <c>id</c>.</summary>
    internal static bool IsTable(string line) => line.Split(',').Select(name => name.Trim().Trim('"')).Contains(Id) && line.Contains(',');

    /// <summary>Reads the file.</summary>
    /// <exception cref="DataFileException">It has no such column, an id twice, or a label that is no class.</exception>
    internal static LabelsById Read(string path, string column, LabelReader reader)
    {
        List<string> ids = [], texts = [];
        var dropped = new HashSet<string>();
        using (var csv = CsvReader.Create(DataFile.Open(path), new CsvReaderOptions { HasHeader = false, TrimWhitespace = true }))
        {
            csv.Read();
            var names = csv.Current.ToArray();
            var (id, label, action) = (Array.IndexOf(names, Id), Array.IndexOf(names, column), Array.IndexOf(names, Action));
            if (label < 0)
                throw new DataFileException(
                    path, "line 1",
                    $"expected the column '{column}' beside 'id', and found {string.Join(", ", names)}; Column names another");
            while (csv.Read())
            {
                var cells = csv.Current.ToArray();
                if (cells.Length != names.Length)
                    throw new DataFileException(
                        path, $"row {ids.Count + 1}", $"expected {names.Length} cells, as in the first line, and found {cells.Length}");
                ids.Add(cells[id]);
                texts.Add(cells[label]);
                if (action >= 0 && cells[action] == Dropped) dropped.Add(cells[id]);
            }
        }

        var labels = new LabelsById(path);
        foreach (var (example, value) in ids.Zip(reader.Read(texts, firstLine: 2)))
        {
            if (!labels._labels.TryAdd(example, dropped.Contains(example) ? ILabelNoise.LeftOut : value))
                throw new DataFileException(path, null, $"the id '{example}' is there twice");
        }

        return labels;
    }

    /// <summary>The labels of some examples.</summary>
    /// <exception cref="DataFileException">One has none.</exception>
    internal long[] Of(IReadOnlyList<string> ids)
    {
        var missing = ids.Where(id => !_labels.ContainsKey(id)).ToList();
        if (missing.Count > 0)
            throw new DataFileException(
                _path, null,
                $"{missing.Count} training examples have no label, such as "
                    + string.Join(", ", missing.Take(IdsShown).Select(id => $"'{id}'")));
        return [.. ids.Select(id => _labels[id])];
    }
}
