using System.Globalization;
using SamHost.Reporting.Pages;
using SamHost.Runs.Results;

namespace SamHost.Reporting.StudyReport;

/// <summary>The best point of each optimizer, for each group that is comparable.</summary>
internal static class BestPointsSection
{
    /// <summary>The section; nothing where each optimizer was made at one point alone.</summary>
    public static Html Draw(IReadOnlyList<ComparableGroups> comparable)
    {
        var chosen = comparable.Where(task => task.Chooses).ToList();
        if (chosen.Count == 0) return new Html("");
        var hasTasks = chosen.Any(task => task.Task.Length > 0);
        var hasValidation = chosen.Any(task => task.ByValidation);
        string[] titles =
        [
            "optimizer", .. hasTasks ? ["task"] : Array.Empty<string>(), "best point", "seeds",
            .. hasValidation ? ["validation\u00a0%"] : Array.Empty<string>(), "final test\u00a0%", "final − reference",
        ];
        var textColumns = hasTasks ? 3 : 2;
        return Html.Of($"""
            <h2>The best point of each optimizer</h2>
            <p class="note">{HowChosen(chosen)} The reference is the best of the first optimizer that perturbs nothing; differences are
            paired by seed, in percentage points, with their 95 % interval (Student's t).</p>
            {Page.Table(titles, chosen.SelectMany(task => task.Best, Row), textColumns, "The best point of each optimizer", sorts: true)}
            """);

        IReadOnlyList<Html> Row(ComparableGroups task, ComparedGroup best) =>
        [
            .. new[]
            {
                best.Group.NameWithoutSweep,
                hasTasks ? task.Task : null,
                task.Settings.Describe(best.Group, path => !SweptSettings.IsOfTask(path)) is { Length: > 0 } point ? point : "-",
                best.Group.Runs.Count.ToString(CultureInfo.InvariantCulture),
                !hasValidation ? null
                    : task.ByValidation ? Percent.MeanAndDeviation(best.Group.Values(run => run.Metrics.Last("validation_accuracy"))) : "-",
                Percent.MeanAndDeviation(best.Group.Values(run => run.FinalTestAccuracy)),
                ComparisonTable.Points(best.TestDifference(run => run.FinalTestAccuracy)),
            }.OfType<string>().Select(cell => Html.Of($"{cell}")),
        ];
    }

    /// <summary>What a best point was chosen by, as a sentence.</summary>
    public static string HowChosen(IReadOnlyList<ComparableGroups> comparable) =>
        comparable.All(task => task.ByValidation)
            ? "Chosen on validation data, by their accuracy in the last epoch."
            : "Chosen on the test set, as there are no validation data: what is best of many is flattered.";
}
