using System.Globalization;
using SamHost.Configuration;
using SamHost.Reporting.Suspects;
using SamHost.Runs;
using SamHost.Runs.Results;
using SamHost.TestSupport;

namespace SamHost.Reporting.Tests.Suspects;

/// <summary>Which seeds make one ranking, and what an example's score is there, from the files of small runs.</summary>
public sealed class SuspectRankingTests
{
    private const string ThreeSeeds = """{ "Study": { "Seeds": [1, 2, 3] } }""";

    [Fact]
    public void Seeds_with_other_splits_of_the_same_labels_make_one_ranking_of_the_means_over_those_that_trained_on_an_example()
    {
        using var study = new SmallStudy(SmallStudy.UnknownTruth, ThreeSeeds);
        var runs = MadeEvidence.Runs(study);

        var ranking = Assert.Single(Rank(runs).Rankings);

        Assert.Equal(("1+2+3", 0), (ranking.Seeds, ranking.Qualities.Count));
        // By definition: the loss of each epoch, averaged within a run, then over the runs that have the example.
        var losses = runs.SelectMany(
                run => run.Examples.Epochs().SelectMany(epoch => epoch.Id.Zip(epoch.Loss, (id, loss) => (Id: id, run.Seed, Loss: loss))))
            .GroupBy(entry => entry.Id)
            .ToDictionary(
                example => example.Key,
                example => example.GroupBy(entry => entry.Seed).Select(seed => seed.Average(entry => entry.Loss)).ToList());
        Assert.Equal(losses.Keys.Order(), ranking.Examples.Select(example => example.Id).Order());
        Assert.All(ranking.Examples.Index(), example =>
        {
            var own = losses[example.Item.Id];
            Assert.Equal(own.Average(), ranking.Scores["mean-loss"][example.Index], 1e-12);
            Assert.Equal(own.Count, ranking.SeedCounts[example.Index]);
        });
        Assert.Contains(3, ranking.SeedCounts);
        Assert.Contains(ranking.SeedCounts, count => count < 3);
        Assert.Equal(ranking.Scores["mean-loss"].OrderDescending(), ranking.Scores["mean-loss"]);
    }

    [Fact]
    public void Seeds_that_give_an_example_other_labels_are_ranked_apart()
    {
        using var study = new SmallStudy(
            SmallStudy.UnknownTruth, ThreeSeeds, """{ "Study": { "Noise": { "Name": "symmetric", "Options": { "Rate": 0.3 } } } }""");

        Assert.Equal(["1", "2", "3"], Rank(MadeEvidence.Runs(study)).Rankings.Select(ranking => ranking.Seeds));
    }

    [Fact]
    public void Seeds_without_a_common_example_are_ranked_apart()
    {
        // The toy draws other examples under each seed.
        using var study = new SmallStudy(ThreeSeeds, """{ "Study": { "RecordExamplesAt": [1], "Noise": { "Name": "none" } } }""");

        Assert.Equal(["1", "2", "3"], Rank(MadeEvidence.Runs(study)).Rankings.Select(ranking => ranking.Seeds));
    }

    [Fact]
    public void A_run_that_disagrees_with_any_of_a_ranking_is_not_in_it()
    {
        using var study = new SmallStudy(SmallStudy.UnknownTruth);
        var run = MadeEvidence.Runs(study).Single();
        RunEvidence[] evidence = [Of(("a", 0)), Of(("a", 0), ("b", 0)), Of(("a", 0), ("b", 1))];

        var rankings = SuspectRanking.Of(RunGroups.Of([run]).Single(), evidence, SuspectScores.All, SuspectScores.MeanLoss);

        Assert.Equal([2, 1], rankings.Select(ranking => ranking.Runs.Count));
        Assert.All(
            rankings, ranking => Assert.Equal(["a", "b"], ranking.Examples.Select(example => example.Id).Order()));

        RunEvidence Of(params (string Id, int Label)[] examples) =>
            MadeEvidence.Of(run, [.. examples.Select(example => (example.Id, example.Label, 0.0))]);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    public void The_folds_of_a_seed_make_one_ranking_in_which_every_example_is_judged(int folds)
    {
        using var study = new SmallStudy(SmallStudy.UnknownTruth, $$"""{ "Study": { "Seeds": [1, 2], "Fold": { "Count": {{folds}} } } }""");
        var report = SuspectsReport.Of(
            new RunSelection(MadeEvidence.Runs(study), [], []), SuspectScores.All, SuspectScores.MeanLoss, 10, isAsked: false);

        var ranking = Assert.Single(report.Rankings);
        Assert.Equal(("1+2", 60, LabelJudgement.Score), (ranking.Seeds, ranking.Examples.Count, report.Score));
        var posteriors = ranking.Scores[LabelJudgement.Score.Name];
        Assert.Equal(posteriors.Order(), posteriors);
        Assert.All(posteriors, posterior => Assert.InRange(posterior, 0, 1));
        Assert.All(ranking.Scores[LabelJudgement.Margin.Name], margin => Assert.InRange(margin, -1, 1));
        // Of two classes, a label that is likelier right than wrong is not mended.
        Assert.All(
            ranking.Examples.Zip(posteriors),
            example => Assert.Equal(example.Second >= 0.5, ranking.Judgement!.Propose(example.First.Id) is null));
        Assert.Equal((int)Math.Round(posteriors.Sum(posterior => 1 - posterior)), ranking.Cut);
    }

    [Fact]
    public void A_run_whose_predictions_cannot_be_read_is_left_out_by_name()
    {
        using var study = new SmallStudy(SmallStudy.UnknownTruth, """{ "Study": { "Fold": { "Count": 3 } } }""");
        var runs = MadeEvidence.Runs(study);
        var files = runs.Select(run => Path.Combine(run.Folder, PredictionsFile.Name)).ToList();
        SuspectsReport Report() => SuspectsReport.Of(
            new RunSelection(runs, [], []), SuspectScores.All, SuspectScores.MeanLoss, 10, isAsked: false);

        File.WriteAllText(files[1], "no Parquet");
        Assert.StartsWith($"{files[1]} cannot be read", Assert.Single(Report().Problems), StringComparison.Ordinal);

        foreach (var file in files) File.WriteAllText(file, "no Parquet");
        Assert.Contains($"{files[2]} cannot be read", Assert.Throws<UserErrorException>(Report).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_area_under_the_margin_is_the_mean_margin_and_the_lowest_comes_first()
    {
        using var study = new SmallStudy("""{ "Study": { "RecordExamplesAt": [1, 2] } }""");
        var runs = MadeEvidence.Runs(study);
        var path = Path.Combine(study.Folder, "suspects.csv");

        SuspectsFile.Write(Rank(runs, "area-under-margin"), path);

        var lines = File.ReadAllLines(path).Select(line => line.Split(',')).ToList();
        var (id, score) = (Array.IndexOf(lines[0], "id"), Array.IndexOf(lines[0], "area_under_margin"));
        var margins = runs.Single().Examples.Epochs().SelectMany(epoch => epoch.Id.Zip(epoch.Margin!)).GroupBy(entry => entry.First)
            .ToDictionary(example => example.Key, example => example.Average(entry => entry.Second));
        double[] written = [.. lines.Skip(1).Select(row => double.Parse(row[score], CultureInfo.InvariantCulture))];
        Assert.Equal(60, written.Length);
        Assert.All(lines.Skip(1).Zip(written), row => Assert.Equal(margins[row.First[id]], row.Second, 1e-12));
        Assert.Equal(written.Order(), written);
        Assert.True(written[0] < 0 && written[^1] > 0);
    }

    private static SuspectsReport Rank(IReadOnlyList<RecordedRun> runs, string score = "mean-loss") => SuspectsReport.Of(
        new RunSelection(runs, [], []), SuspectScores.All, SuspectScores.All.Single(named => named.Name == score), 10);
}
