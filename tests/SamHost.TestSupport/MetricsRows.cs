using System.Globalization;

namespace SamHost.TestSupport;

/// <summary>Reads <c>metrics.csv</c>.</summary>
internal static class MetricsRows
{
    /// <summary>A column, an element an epoch; null where a cell is empty.</summary>
    public static List<double?> Column(string folder, string name)
    {
        var lines = File.ReadAllLines(Path.Combine(folder, "metrics.csv"));
        var column = Array.IndexOf(lines[0].Split(','), name);
        Assert.True(column >= 0, $"metrics.csv has no column {name}.");
        return [.. lines.Skip(1).Select(line => line.Split(',')[column])
            .Select(cell => cell.Length == 0 ? (double?)null : double.Parse(cell, CultureInfo.InvariantCulture))];
    }
}
