using SamHost.Reporting.Suspects;
using SamHost.Runs.Results;
using SamHost.Studies.Execution;
using SamHost.TestSupport;

namespace SamHost.Studies.Tests;

/// <summary>The study that the program runs by default: the paper's finding in a network, and what its records say of the labels.</summary>
[Trait("Duration", "Long")]
public sealed class DigitsStudyTests(DigitsStudyTests.Study study, ITestOutputHelper output) : IClassFixture<DigitsStudyTests.Study>
{
    [Fact]
    public void J_SAM_and_1_SAM_withstand_label_noise_and_L_SAM_and_SGD_do_not()
    {
        var results = study.Outcomes.GroupBy(outcome => outcome.Label, outcome => outcome.Result!)
            .ToDictionary(runs => runs.Key, runs => runs.ToList());
        foreach (var (label, runs) in results)
            output.WriteLine(
                $"{label}: peak {Peak(label):f3}, final {Final(label):f3}, memorised "
                    + $"{runs.Average(run => run.Final.TrainAccuracyMislabelled):f3}");

        // Means of three seeds. Measured: J-SAM .965, 1-SAM .962, n-SAM .941, L-SAM .745, SGD .685, each with a deviation of at most .012.
        Assert.Equal(Final("1-sam"), Final("j-sam"), 0.02);
        foreach (var better in new[] { "1-sam", "j-sam" }) Assert.True(Final(better) > Final("n-sam"));
        foreach (var worse in new[] { "l-sam", "sgd" }) Assert.True(Final("n-sam") > Final(worse) + 0.1);
        Assert.True(Peak("1-sam") >= Peak("sgd") + 0.02);
        // What is withstood is memorising the wrong labels.
        Assert.All(
            results["1-sam"].Zip(results["sgd"]),
            pair => Assert.True(pair.First.Final.TrainAccuracyMislabelled < pair.Second.Final.TrainAccuracyMislabelled - 0.4));

        double Peak(string label) => results[label].Average(run => run.PeakTestAccuracy);

        double Final(string label) => results[label].Average(run => run.Final.TestAccuracy);
    }

    [Fact]
    public void J_SAM_and_1_SAM_hold_the_last_layer_down()
    {
        foreach (var sam in new[] { "1-sam", "j-sam" })
        {
            // Measured: activations 5.9 (SGD) and 2.4 (1-SAM), weights 13.8 and 6.7.
            Assert.All(Runs("sgd").Zip(Runs(sam)), pair => Assert.True(pair.Second.LastHiddenNorm < 0.7 * pair.First.LastHiddenNorm));
            Assert.All(Runs("sgd").Zip(Runs(sam)), pair => Assert.True(pair.Second.LastWeightNorm < 0.7 * pair.First.LastWeightNorm));
        }

        IEnumerable<SamHost.Contracts.Training.Evaluation> Runs(string label) =>
            study.Outcomes.Where(outcome => outcome.Label == label).Select(outcome => outcome.Result!.Final);
    }

    [Fact]
    public void Early_losses_find_the_wrong_labels_under_every_rule_and_late_ones_only_where_they_are_not_memorised()
    {
        var report = SuspectsReport.Of(
            RunSelection.Of([.. study.Outcomes.Select(outcome => outcome.Folder)], "runs"), SuspectScores.All, SuspectScores.MeanLoss,
            earlyEpochs: 10);
        foreach (var ranking in report.Rankings)
            output.WriteLine(
                $"{ranking.Group.Name} {ranking.Seeds}: "
                    + $"{string.Join(", ", ranking.Qualities.Select(score => $"{score.Key} {score.Value.Auroc:f3}"))}");

        // Each seed has its own noise: three rankings a rule. Measured, means of three: SGD .998, 1-SAM .988; at the last epoch .79 and
        // .99.
        Assert.Equal(15, report.Rankings.Count);
        foreach (var label in new[] { "sgd", "1-sam" }) Assert.True(Auroc(label, "mean-loss") >= 0.98);
        Assert.True(Auroc("sgd", "last-loss") < 0.85);
        Assert.True(Auroc("1-sam", "last-loss") >= 0.97);
        Assert.True(Auroc("sgd", "area-under-margin") >= 0.98);

        double Auroc(string label, string score) =>
            report.Rankings.Where(ranking => ranking.Group.Name == label).Average(ranking => ranking.Qualities[score].Auroc);
    }

    /// <summary>The study, run once for all tests.</summary>
    public sealed class Study : IDisposable
    {
        private const string Recorded =
            """{ "Study": { "RecordExamplesAt": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 60], "RecordWeightsAt": [] } }""";

        private readonly SmallStudy _study = SmallStudy.Shipped("digits", Recorded);

        public Study() => Outcomes = _study.RunToTheEnd();

        public IReadOnlyList<RunOutcome> Outcomes { get; }

        public void Dispose() => _study.Dispose();
    }
}
