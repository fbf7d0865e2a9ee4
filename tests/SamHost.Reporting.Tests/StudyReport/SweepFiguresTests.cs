using System.Text.Json.Nodes;
using SamHost.Reporting.Figures;
using SamHost.Reporting.StudyReport;
using SamHost.Runs.Results;
using SamHost.TestSupport;

namespace SamHost.Reporting.Tests.StudyReport;

/// <summary>What the figures of a sweep say; accuracies are written into the manifests of small runs.</summary>
public class SweepFiguresTests
{
    [Fact]
    public void A_line_an_optimizer_over_the_values_and_flat_where_it_has_no_such_setting()
    {
        var figures = Draw(
            """{ "Study:Optimizers:*:Options:Rho": [0.01, 0.1, 1] }""",
            (label, seed) => label.EndsWith("=0.1", StringComparison.Ordinal) ? 0.8 + (0.01 * seed) : 0.5);

        Assert.Equal(["sweep-1-final", "sweep-1-peak"], figures.Select(figure => figure.Name));
        Assert.Equal(
            "Final test accuracy (%) over Rho: sgd from 50.0 at 0.01 to 50.0 at 1, highest 50.0 at 0.01; 1-sam from 50.0 at 0.01 to 50.0 "
                + "at 1, highest 81.5 at 0.1; mine from 50.0 at 0.01 to 50.0 at 1, highest 81.5 at 0.1.",
            figures[0].AltText);
        Assert.Equal("At each value of Study:Optimizers:*:Options:Rho. Without that setting, and so flat: sgd.", figures[0].Caption);
        Assert.StartsWith("Peak test accuracy (%) over Rho: sgd", figures[1].AltText, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_two_settings_each_has_its_figures_at_the_values_of_the_other_and_both_have_a_heat_map()
    {
        var figures = Draw(
            """{ "Study:Optimizers:*:Options:Rho": [0.1, 0.2], "Study:Noise:Options:Rate": [0.1, 0.3] }""",
            (label, _) => label.Contains("Rate=0.1", StringComparison.Ordinal) ? 0.9 : 0.5);

        Assert.Equal(
            [
                "sweep-1-final-1", "sweep-1-final-2", "sweep-2-final-1", "sweep-2-final-2", "sweep-together-1-1", "sweep-together-1-2",
            ],
            figures.Select(figure => figure.Name));
        Assert.Equal(
            "Final test accuracy (%) over Rho at Rate 0.3: sgd from 50.0 at 0.1 to 50.0 at 0.2, highest 50.0 at 0.1; 1-sam from 50.0 at "
                + "0.1 to 50.0 at 0.2, highest 50.0 at 0.1; mine from 50.0 at 0.1 to 50.0 at 0.2, highest 50.0 at 0.1.",
            figures[1].AltText);
        Assert.Equal("At each value of Study:Optimizers:*:Options:Rho. Without that setting, and so flat: sgd.", figures[1].Caption);
        Assert.StartsWith(
            "Final test accuracy (%) over Rate at Rho 0.1: sgd from 90.0 at 0.1 to 50.0 at 0.3", figures[2].AltText,
            StringComparison.Ordinal);
        Assert.Equal(
            "Final test accuracy (%) of 1-sam over Rho and Rate: highest 90.0 at Rho 0.1 and Rate 0.1, lowest 50.0 at Rho 0.1 and "
                + "Rate 0.3.",
            figures[4].AltText);
    }

    [Fact]
    public void Ranges_that_were_drawn_from_together_are_points_and_no_mean_is_claimed()
    {
        var figures = Draw(
            """
                { "Study:BaseRule:Options:LearningRate": { "From": 0.01, "To": 0.1 }, "Study:Optimizers:*:Options:Rho": { "From": 0.1,
                  "To": 0.5 }, "Study:BatchSize": [16, 32] }
                """, (_, _) => 0.5);

        Assert.Equal(
            "At each value of Study:BaseRule:Options:LearningRate, which was drawn together with Study:Optimizers:*:Options:Rho: each "
                + "point is one draw of them; the mean over the values of Study:BatchSize.",
            figures[0].Caption);
        Assert.StartsWith(
            "At each value of Study:Optimizers:*:Options:Rho, which was drawn together with Study:BaseRule:Options:LearningRate: "
            + "each point",
            figures.Single(figure => figure.Name == "sweep-2-final").Caption, StringComparison.Ordinal);
        Assert.StartsWith(
            "At each value of Study:BatchSize; the mean over the values of Study:BaseRule:Options:LearningRate and",
            figures.Single(figure => figure.Name == "sweep-3-final").Caption, StringComparison.Ordinal);
        Assert.Equal([false, false, false], Joined("sweep-1-final"));
        // SGD has no rho: its line is the mean over all, and flat.
        Assert.Equal([true, false, false], Joined("sweep-2-final"));
        Assert.Equal([true, true, true], Joined("sweep-3-final"));

        IEnumerable<bool> Joined(string name) =>
            ((CurveFigure)figures.Single(figure => figure.Name == name)).Curves.Select(curve => curve.IsJoined);
    }

    [Fact]
    public void What_is_no_number_has_an_axis_of_categories()
    {
        var figure = (CurveFigure)Draw("""{ "Study:Model": [{ "Name": "linear" }, { "Name": "mlp" }] }""", (_, _) => 0.5)[0];

        Assert.Equal(["linear", "mlp"], figure.Axis.Categories!);
        Assert.Equal([0, 1], figure.Curves[0].X);
    }

    [Fact]
    public void What_does_not_vary_has_no_axis() => Assert.Empty(Draw("""{ "Study:BatchSize": [16] }""", (_, _) => 0.5));

    [Theory]
    [InlineData(true, 0.01, 0.03, 0.1, 0.3, 1.0)]
    [InlineData(true, 0.011, 0.019, 0.05, 0.34, 0.8)]
    [InlineData(false, 0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6)]
    [InlineData(false, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 100.0)]
    [InlineData(false, -1.0, 0.0, 100.0)]
    public void Values_that_are_factors_apart_have_a_logarithmic_axis(bool logarithmic, params double[] values) =>
        Assert.Equal(logarithmic, CurveAxis.Of("x", values).IsLogarithmic);

    private static IReadOnlyList<Figure> Draw(string sweep, Func<string, long, double> accuracy)
    {
        using var study = new SmallStudy(
            """
                { "Study": { "Epochs": 1, "Seeds": [1, 2], "RecordExamplesAt": [], "Optimizers": [{ "Name": "1-sam" }, { "Name": "sgd" },
                  { "Name": "j-sam", "Label": "mine" }] } }
                """,
            $$"""{ "Study": { "Sweep": {{sweep}} } }""");
        var outcomes = study.RunToTheEnd();
        foreach (var outcome in outcomes)
        {
            var path = Path.Combine(outcome.Folder, "manifest.json");
            var manifest = JsonNode.Parse(File.ReadAllText(path))!;
            foreach (var quantity in new[] { "finalTestAccuracy", "peakTestAccuracy" })
                manifest["result"]![quantity] = accuracy(outcome.Label, outcome.Seed);
            File.WriteAllText(path, manifest.ToJsonString());
        }

        return [.. SweepFigures.Draw(ReportContent.Of(RunSelection.Of([.. outcomes.Select(outcome => outcome.Folder)], "runs")))];
    }
}
