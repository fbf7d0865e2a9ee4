using System.Globalization;
using System.Text.Json.Nodes;
using SamHost.Reporting.StudyReport;
using SamHost.Runs.Results;
using SamHost.Studies.Execution;
using SamHost.TestSupport;

namespace SamHost.Reporting.Tests.StudyReport;

/// <summary>
/// What a report of several tasks says first, and shows where it cannot show all; accuracies are written into the manifests of small runs.
/// </summary>
public class ReportContentTests
{
    [Fact]
    public void Of_more_tasks_than_colours_those_with_the_largest_gain_are_shown_and_named()
    {
        using var study = new SmallStudy("""
            { "Study": { "Epochs": 1, "RecordExamplesAt": [], "Optimizers": [{ "Name": "sgd" }, { "Name": "1-sam" }],
              "Sweep": { "Study:Noise:Options:Rate": [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8] } } }
            """);
        var outcomes = study.RunToTheEnd();
        // The more noise, the lower is all, and the more 1-SAM gains.
        foreach (var outcome in outcomes)
        {
            var rate = double.Parse(outcome.Label.Split('=')[1], CultureInfo.InvariantCulture);
            End(outcome, outcome.Label.StartsWith("sgd", StringComparison.Ordinal) ? 1 - rate : 1 - (0.9 * rate));
        }

        var content = ReportContent.Of(Select(outcomes));

        Assert.Equal(
            ["sgd Rate=0.5", "sgd Rate=0.6", "sgd Rate=0.7", "sgd Rate=0.8", "1-sam Rate=0.6", "1-sam Rate=0.7", "1-sam Rate=0.8"],
            content.Figured.Select(group => group.Group.Name));
        Assert.Equal(content.Figured.Count, content.Figured.DistinctBy(group => group.FileName).Count());
        Assert.Contains("7 of the 16 rows", content.LeftOutOfFigures.ToString(), StringComparison.Ordinal);
        Assert.Equal(16, content.LeftOutOfFigures.ToString().Split("<input type=\"checkbox\"").Length - 1);
        Assert.Equal(7, content.LeftOutOfFigures.ToString().Split(" checked>").Length - 1);
        // The optimizer has the colour, and dashes tell its rows apart.
        Assert.Equal([0, 0, 0, 0, 1, 1, 1], content.Figured.Select(group => group.Style.Colour));
        Assert.Equal([0, 1, 2, 3, 0, 1, 2], content.Figured.Select(group => group.Style.Dash));
        Assert.StartsWith(
            "At Rate 0.8: 1-sam ends at 28.0 % test accuracy, 8.0 points above sgd's 20.0 %.", SummarySentence.Of(content.Comparable[^1]),
            StringComparison.Ordinal);
        Assert.Equal(2, ComparisonTable.TextColumns(content.Groups));
        Assert.Contains("final − sgd", ComparisonTable.Titles(content.Groups));
        Assert.Contains(
            "<th scope=\"row\" class=\"text\">1-sam</th><td class=\"text\">0.8</td>\n<td>1</td>",
            ComparisonTable.Draw(content.Groups).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_difference_that_is_said_is_that_of_the_seeds_that_both_have()
    {
        using var study =
            new SmallStudy("""{ "Study": { "Seeds": [1, 2, 3], "Epochs": 1, "Optimizers": [{ "Name": "sgd" }, { "Name": "1-sam" }] } }""");
        var outcomes = study.RunToTheEnd();
        foreach (var outcome in outcomes) End(outcome, outcome.Label == "sgd" ? 0.5 : outcome.Seed == 3 ? 0.9 : 0.6);

        var content = ReportContent.Of(Select(outcomes.Where(outcome => outcome is not { Label: "sgd", Seed: 3 })));

        Assert.StartsWith(
            "1-sam ends at 70.0 % test accuracy, 10.0 points above sgd's 50.0 % (95 % interval 0.8 to 19.2, 2 seeds paired)",
            SummarySentence.Of(content.Comparable[0]), StringComparison.Ordinal);
    }

    private static RunSelection Select(IEnumerable<RunOutcome> outcomes) =>
        RunSelection.Of([.. outcomes.Select(outcome => outcome.Folder)], "runs");

    private static void End(RunOutcome outcome, double accuracy)
    {
        var path = Path.Combine(outcome.Folder, "manifest.json");
        var manifest = JsonNode.Parse(File.ReadAllText(path))!;
        manifest["result"]!["finalTestAccuracy"] = accuracy;
        File.WriteAllText(path, manifest.ToJsonString());
    }
}
