using SamHost.Reporting.Figures;
using SamHost.Reporting.Pages;
using SamHost.Runs.Results;

namespace SamHost.Reporting.StudyReport;

/// <summary>What a report is about.</summary>
/// <param name="Runs">The runs.</param>
/// <param name="Groups">The same, by configuration, each with what it is compared with.</param>
/// <param name="Figured">The groups that figures show.</param>
/// <param name="Problems">What was left out, a sentence each.</param>
internal sealed record ReportContent(
    IReadOnlyList<RecordedRun> Runs, IReadOnlyList<ComparedGroup> Groups, IReadOnlyList<ReportedGroup> Figured,
    IReadOnlyList<string> Problems)
{
    /// <summary>That figures do not show all groups, where they do not.</summary>
    public Html LeftOutOfFigures => Figured.Count == Groups.Count
        ? new Html("")
        : Html.Of($"""
            <p class="note">Figures show {Figured.Count} of the {Groups.Count} rows: where the gain is largest, what is compared with and
            the rows that end highest.</p>
            """);

    /// <summary>Reads what the figures need.</summary>
    public static ReportContent Of(RunSelection selection)
    {
        var groups = ComparedGroup.WithinStudies(RunGroups.Of(selection.Runs));
        var problems = selection.Problems.ToList();
        // Task by task: a reference without those that are compared with it shows nothing.
        var figured = groups.GroupBy(group => group.Reference).OrderByDescending(task => task.Max(group => group.Gain))
            .SelectMany(
                task => task.OrderByDescending(group => group.IsReference)
                    .ThenByDescending(group => group.Group.Runs.Average(run => run.FinalTestAccuracy)))
            .Take(FigureStyle.MostLines).ToHashSet();
        return new ReportContent(
            [.. groups.SelectMany(group => group.Group.Runs)],
            groups,
            // References first: the first line has the colour of the text.
            [
                .. groups.Where(figured.Contains).OrderByDescending(group => group.IsReference)
                    .Select((group, style) =>
                        new ReportedGroup(group.Group, style, [.. group.Group.Runs.Select(run => Weights(run, problems))])),
            ],
            problems);
    }

    private static WeightRecord Weights(RecordedRun run, List<string> problems)
    {
        try
        {
            return WeightRecord.Of(run);
        }
        catch (DamagedRunException e)
        {
            problems.Add($"{e.Message} Its metrics are used.");
            return new WeightRecord([], null, null, new Dictionary<int, double>());
        }
    }
}
