using SamHost.Runs.Results;

namespace SamHost.Reporting.Pages;

/// <summary>Examples as the rows of the user's table.</summary>
/// <param name="Names">The columns; none where the data are no table.</param>
/// <param name="Rows">A list of cells for each example.</param>
public sealed record ExampleCells(IReadOnlyList<string> Names, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    private const int MostColumns = 30;
    private const int LongestCell = 60;

    /// <summary>The cells of some examples.</summary>
    /// <param name="data">The data; null where they cannot be loaded.</param>
    /// <param name="places">The examples' places; -1 for one that is not there.</param>
    public static ExampleCells Of(IRecordedExamples? data, IReadOnlyList<int> places)
    {
        if (data?.Cells is not { } table) return new ExampleCells([], [.. places.Select(_ => (IReadOnlyList<string>)[])]);
        var names = table.Names.Take(MostColumns).ToList();
        var found = places.Where(place => place >= 0).ToList();
        var read = found.Zip(table.Read(found)).ToDictionary(row => row.First, row => row.Second);
        return new ExampleCells(
            names,
            [
                .. places.Select(place => (IReadOnlyList<string>)
                    [.. names.Select((_, column) => place < 0 ? "-" : Shortened(read[place][column] ?? ""))]),
            ]);
    }

    private static string Shortened(string cell) => cell.Length <= LongestCell ? cell : cell[..LongestCell] + "…";
}
