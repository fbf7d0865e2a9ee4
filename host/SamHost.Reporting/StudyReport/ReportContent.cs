using SamHost.Reporting.Figures;
using SamHost.Reporting.Pages;
using SamHost.Runs.Results;

namespace SamHost.Reporting.StudyReport;

/// <summary>What a report is about.</summary>
/// <param name="Runs">The runs.</param>
/// <param name="Groups">The same, by configuration, each with what it is compared with.</param>
/// <param name="Comparable">The best of those that may be ranked among each other.</param>
/// <param name="Drawn">Every group as figures draw it; those that are shown at first before the others.</param>
/// <param name="Problems">What was left out, a sentence each.</param>
internal sealed record ReportContent(
    IReadOnlyList<RecordedRun> Runs, IReadOnlyList<ComparedGroup> Groups, IReadOnlyList<ComparableGroups> Comparable,
    IReadOnlyList<ReportedGroup> Drawn, IReadOnlyList<string> Problems)
{
    /// <summary>The groups that figures show at first.</summary>
    public IReadOnlyList<ReportedGroup> Figured { get; } = [.. Drawn.Where(group => group.Number is not null)];

    /// <summary>That figures do not show all groups at first, and a choice of the others; where they do not.</summary>
    public Html LeftOutOfFigures => Figured.Count == Drawn.Count
        ? new Html("")
        : Html.Of($"""
            <p class="note">Figures show {Figured.Count} of the {Drawn.Count} rows: the best point of each optimizer with what it is
            compared with, where the gain is largest.</p>
            <details class="chooser"><summary>Choose other rows</summary>
            <fieldset><legend class="note">Rows in the figures over the epochs</legend>
            {Drawn.Select(group => Html.Of($"""
                <label><input type="checkbox" data-series="{group.Group.Name}"{Checked(group)}> {group.Group.Name}</label>
                """))}
            </fieldset></details>
            """);

    /// <summary>Reads what the figures need.</summary>
    public static ReportContent Of(RunSelection selection)
    {
        var groups = ComparedGroup.WithinStudies(RunGroups.Of(selection.Runs));
        var comparable = ComparableGroups.Of(groups);
        var settings = SweptSettings.Of(groups.Select(group => group.Group));
        var problems = selection.Problems.ToList();
        var shown = Shown(groups, comparable);
        var optimizers = groups.OrderByDescending(group => group.IsReference).Select(group => group.Group.NameWithoutSweep).Distinct()
            .ToList();
        // The first line has the colour of the text: it is what the others are compared with.
        ComparedGroup[] drawn =
            [.. groups.OrderByDescending(group => shown.Contains(group.Group)).ThenByDescending(group => group.IsReference)];
        var names = SeriesNames.Short([.. drawn.Select(group => Named(group.Group))]);
        var variants = new Dictionary<string, int>();
        return new ReportContent(
            [.. groups.SelectMany(group => group.Group.Runs)],
            groups,
            comparable,
            [.. drawn.Select((group, place) => Reported(group.Group, place))],
            problems);

        string Named(RunGroup group) => settings.Describe(group, _ => true) is { Length: > 0 } point
            ? $"{group.NameWithoutSweep}, {point}"
            : group.Name;

        ReportedGroup Reported(RunGroup group, int place)
        {
            var optimizer = optimizers.IndexOf(group.NameWithoutSweep);
            var variant = variants[group.NameWithoutSweep] = variants.GetValueOrDefault(group.NameWithoutSweep, -1) + 1;
            var style = new SeriesStyle(optimizer % SeriesStyle.Colours, optimizer / SeriesStyle.Colours + variant);
            return shown.Contains(group)
                ? new ReportedGroup(
                    group, names[place], place, style,
                    [.. group.Runs.Select((run, seed) => Weights(run, keepsExamples: seed == 0, problems))])
                : new ReportedGroup(group, names[place], null, style, []);
        }
    }

    /// <summary>
    /// Task by task, since a reference without those that are compared with it shows nothing: the best of each optimizer, and where these
    /// are few, the rows that end highest.
    /// </summary>
    private static HashSet<RunGroup> Shown(IReadOnlyList<ComparedGroup> groups, IReadOnlyList<ComparableGroups> comparable) =>
    [
        .. comparable.OrderByDescending(task => task.Best.Max(group => group.Gain))
            .SelectMany(task => task.Best.OrderByDescending(group => group.IsReference).ThenByDescending(group => End(group.Group)))
            .Select(group => group.Group)
            .Concat(groups.Select(group => group.Group).OrderByDescending(End)).Distinct().Take(FigureStyle.MostLines),
    ];

    private static double End(RunGroup group) => group.Runs.Average(run => run.FinalTestAccuracy);

    private static Html Checked(ReportedGroup group) => new(group.Number is null ? "" : " checked");

    private static WeightRecord Weights(RecordedRun run, bool keepsExamples, List<string> problems)
    {
        try
        {
            return WeightRecord.Of(run, keepsExamples);
        }
        catch (DamagedRunException e)
        {
            problems.Add($"{e.Message} Its metrics are used.");
            return new WeightRecord([], null, null, new Dictionary<int, double>());
        }
    }
}
