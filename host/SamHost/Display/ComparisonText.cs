using SamHost.Reporting.StudyReport;
using SamHost.Runs.Results;
using Spectre.Console;

namespace SamHost.Display;

/// <summary>Groups of runs beside each other, as the verbs that compare print them.</summary>
internal static class ComparisonText
{
    /// <summary>Prints the table, and what its columns mean.</summary>
    public static void Write(IAnsiConsole console, IReadOnlyList<ComparedGroup> compared)
    {
        console.WriteLine();
        TextTable.Write(console, ComparisonTable.Titles(compared), ComparisonTable.TextColumns(compared), ComparisonTable.Rows(compared));
        console.WriteLine();
        console.WriteLine(ComparisonTable.Explanation(compared));
    }
}
