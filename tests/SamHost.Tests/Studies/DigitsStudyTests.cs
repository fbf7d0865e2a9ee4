using SamHost.Tests.Support;

namespace SamHost.Tests.Studies;

/// <summary>The study that the program runs by default: the paper's finding in a network.</summary>
public class DigitsStudyTests(ITestOutputHelper output)
{
    [Fact]
    public void J_SAM_and_1_SAM_withstand_label_noise_and_L_SAM_and_SGD_do_not()
    {
        using var study = SmallStudy.Shipped("digits", """{ "Study": { "RecordExamplesAt": [] } }""");
        var results = study.RunToTheEnd().GroupBy(outcome => outcome.Label, outcome => outcome.Result!).ToDictionary(runs => runs.Key, runs => runs.ToList());
        foreach (var (label, runs) in results)
            output.WriteLine($"{label}: peak {Peak(label):f3}, final {Final(label):f3}, memorised {runs.Average(run => run.Final.TrainAccuracyMislabelled):f3}");

        // Means of three seeds. Measured: J-SAM .965, 1-SAM .962, n-SAM .941, L-SAM .745, SGD .685, each with a deviation of at most .012.
        Assert.Equal(Final("1-sam"), Final("j-sam"), 0.02);
        foreach (var better in new[] { "1-sam", "j-sam" }) Assert.True(Final(better) > Final("n-sam"));
        foreach (var worse in new[] { "l-sam", "sgd" }) Assert.True(Final("n-sam") > Final(worse) + 0.1);
        Assert.True(Peak("1-sam") >= Peak("sgd") + 0.02);
        // What is withstood is memorising the wrong labels.
        Assert.All(results["1-sam"].Zip(results["sgd"]), pair => Assert.True(pair.First.Final.TrainAccuracyMislabelled < pair.Second.Final.TrainAccuracyMislabelled - 0.4));

        double Peak(string label) => results[label].Average(run => run.PeakTestAccuracy);

        double Final(string label) => results[label].Average(run => run.Final.TestAccuracy);
    }
}
