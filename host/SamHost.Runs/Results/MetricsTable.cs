using System.Globalization;

namespace SamHost.Runs.Results;

/// <summary>The <c>metrics.csv</c> of a run: columns by name, an element an epoch.</summary>
public sealed class MetricsTable
{
    private readonly Dictionary<string, double?[]> _columns;

    private MetricsTable(IReadOnlyList<string> names, Dictionary<string, double?[]> columns)
    {
        Names = names;
        _columns = columns;
        Epochs = [.. Column("epoch").Select(epoch => (int)epoch.GetValueOrDefault())];
    }

    /// <summary>The names of the columns, in the order of the file.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>The epochs, ascending.</summary>
    public IReadOnlyList<int> Epochs { get; }

    /// <summary>A column; of nothing but nulls where the file has none of that name, as those of earlier versions.</summary>
    public IReadOnlyList<double?> Column(string name) => _columns.GetValueOrDefault(name) ?? new double?[Epochs.Count];

    /// <summary>The last value of a column; null where it has none.</summary>
    public double? Last(string name) => Column(name).LastOrDefault(value => value is not null);

    /// <summary>The epochs that have a value in a column, with it.</summary>
    public IEnumerable<(int Epoch, double Value)> Curve(string name) =>
        Epochs.Zip(Column(name)).Where(point => point.Second is not null).Select(point => (point.First, point.Second!.Value));

    /// <exception cref="DamagedRunException">The file is missing, cut off, or no table of numbers.</exception>
    public static MetricsTable Read(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DamagedRunException(e is FileNotFoundException ? $"{path} is missing." : $"{path} cannot be read: {e.Message}");
        }

        string[] names = lines is [var header, ..] ? header.Split(',') : [];
        if (names is not ["epoch", ..]) throw new DamagedRunException($"{path} does not begin with the column 'epoch'.");
        if (lines.Length == 1) throw new DamagedRunException($"{path} has no epoch.");
        var columns = names.Distinct().ToDictionary(name => name, _ => new double?[lines.Length - 1]);
        foreach (var (row, line) in lines.Skip(1).Index())
        {
            var cells = line.Split(',');
            if (cells.Length != names.Length)
                throw new DamagedRunException($"{path}, line {row + 2}: {cells.Length} cells, and there are {names.Length} columns.");
            foreach (var (name, cell) in names.Zip(cells).Where(pair => pair.Second.Length > 0))
            {
                columns[name][row] = double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var value)
                    ? value
                    : throw new DamagedRunException($"{path}, line {row + 2}: '{cell}' is no number.");
            }
        }

        return new MetricsTable(names, columns);
    }
}
