using System.Globalization;
using SamHost.Contracts.Data;
using SamHost.Plugins.DatasetTable;

namespace SamHost.ShippedPlugins.Tests.DatasetTable;

/// <summary>Sixty rows of two numbers and a kind of tree, and the folder for the files that tests make of them.</summary>
public sealed class TreeTable : IDisposable
{
    private static readonly string[] Kinds = ["ash", "beech", "cedar"];

    public static (double A, double B, string Kind)[] Rows { get; } =
    [
        .. Enumerable.Range(0, 60).Select(row => (
            A: Math.Round((row * 37 % 101 / 10.0) - 3, 2), B: Math.Round(1000 + (row * 53 % 97 / 4.0), 2), Kind: Kinds[row * 7 % 3])),
    ];

    public string Folder { get; } = Directory.CreateTempSubdirectory("table-").FullName;

    /// <summary>A number as it is read, in the invariant culture.</summary>
    public static string Text(double number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Writes a file: a line before the rows, and a line for each row.</summary>
    public string Write(string name, string header, Func<(double A, double B, string Kind), int, string> row)
    {
        var path = Path.Combine(Folder, name);
        File.WriteAllText(path, header + string.Concat(Rows.Select((values, number) => row(values, number) + "\n")));
        return path;
    }

    public Dataset Load(TableOptions options, long seed = 1) => new TableLoader(options).Load(new DatasetRequest(seed, Folder));

    /// <summary>The features that belong to a row's id, under any split: without standardisation.</summary>
    public static Dictionary<string, float[]> FeaturesById(Dataset data) =>
        new[] { data.Train, data.Test }
            .SelectMany(part => part.Source.Ids.Select((id, place) => (id, part.Inputs[place].data<float>().ToArray())))
            .ToDictionary(example => example.id, example => example.Item2);

    /// <summary>The class names that belong to ids.</summary>
    public static Dictionary<string, string> KindsById(Dataset data) =>
        new[] { data.Train, data.Test }
            .SelectMany(part => part.Source.Ids.Select((id, place) => (id, data.ClassNames[(int)part.Labels[place].item<long>()])))
            .ToDictionary(example => example.id, example => example.Item2);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
