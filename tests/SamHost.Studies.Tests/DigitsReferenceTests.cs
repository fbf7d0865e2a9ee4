using SamHost.TestSupport;

namespace SamHost.Studies.Tests;

/// <summary>
/// The digits row of the reference, whose pixels are standardised: peak and final test accuracy of an independent program, means over three
/// seeds. Other generators draw other splits, noise and weights, so a figure is held to what the deviation between seeds allows.
/// </summary>
[Trait("Duration", "Long")]
public class DigitsReferenceTests(ITestOutputHelper output)
{
    private const string AsTheReference = """
        { "Study": { "Dataset": { "Options": { "Scaling": "Standardized" } }, "RecordExamplesAt": [], "RecordWeightsAt": [] } }
        """;

    private const int ReferenceSeeds = 3;

    // Between seeds, of one accuracy.
    private const double PeakDeviation = 0.008;
    private const double FinalDeviation = 0.025;

    private static readonly int Seeds = TestScale.Of(small: 1, full: ReferenceSeeds);

    private static readonly Dictionary<string, (double Peak, double Final)> Reference = new()
    {
        ["sgd"] = (0.933, 0.716),
        ["n-sam"] = (0.960, 0.780),
        ["1-sam"] = (0.964, 0.848),
        ["l-sam"] = (0.941, 0.706),
        ["j-sam"] = (0.964, 0.857),
    };

    [Fact]
    public void The_shipped_study_with_standardised_pixels_has_the_figures_of_the_reference()
    {
        using var study = SmallStudy.Shipped(
            "digits", AsTheReference, $$"""{ "Study": { "Seeds": [{{string.Join(", ", Enumerable.Range(1, Seeds))}}] } }""");

        var means = study.RunToTheEnd().GroupBy(outcome => outcome.Label).ToDictionary(
            runs => runs.Key,
            runs => (Peak: runs.Average(run => run.Result!.PeakTestAccuracy), Final: runs.Average(run => run.Result!.Final.TestAccuracy)));

        foreach (var (label, mean) in means) output.WriteLine(
            $"{label}: {mean.Peak:f3}/{mean.Final:f3}, reference {Reference[label].Peak:f3}/{Reference[label].Final:f3}");
        Assert.All(means, mean => Assert.Equal(Reference[mean.Key].Peak, mean.Value.Peak, Tolerance(PeakDeviation)));
        Assert.All(means, mean => Assert.Equal(Reference[mean.Key].Final, mean.Value.Final, Tolerance(FinalDeviation)));
        foreach (var better in new[] { "1-sam", "j-sam" })
            foreach (var worse in new[] { "sgd", "l-sam" }) Assert.True(means[better].Final > means[worse].Final + 0.05);
    }

    private static double Tolerance(double deviation) => 3 * deviation * Math.Sqrt((1.0 / Seeds) + (1.0 / ReferenceSeeds));
}
