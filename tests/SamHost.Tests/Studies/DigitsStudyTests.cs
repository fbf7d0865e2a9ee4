using SamHost.Tests.Support;

namespace SamHost.Tests.Studies;

/// <summary>The study that the program runs by default, for fewer seeds and epochs: the paper's finding in a network.</summary>
public class DigitsStudyTests(ITestOutputHelper output)
{
    private const string Shorter = """{ "Study": { "Seeds": [1], "Epochs": 40, "EvaluationEvery": 2, "RecordExamplesAt": [] } }""";

    [Fact]
    public void J_SAM_and_1_SAM_withstand_label_noise_and_L_SAM_and_SGD_do_not()
    {
        using var study = new SmallStudy(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "appsettings.json")), Shorter);
        var results = study.RunToTheEnd().ToDictionary(outcome => outcome.Label, outcome => outcome.Result!);
        foreach (var (label, result) in results)
            output.WriteLine($"{label}: peak {result.PeakTestAccuracy:f3} at {result.PeakEpoch}, final {result.Final.TestAccuracy:f3}, memorised {result.Final.TrainAccuracyMislabelled:f3}");

        var final = results.ToDictionary(pair => pair.Key, pair => pair.Value.Final.TestAccuracy);
        Assert.True(final["1-sam"] > final["n-sam"] + 0.02);
        Assert.True(final["j-sam"] > final["n-sam"] + 0.02);
        Assert.True(final["n-sam"] > final["sgd"] + 0.02);
        Assert.True(final["1-sam"] > final["sgd"] + 0.08);
        Assert.True(final["1-sam"] > final["l-sam"] + 0.08);
        Assert.True(results["1-sam"].PeakTestAccuracy > results["sgd"].PeakTestAccuracy + 0.01);
        // What is withstood is memorising the wrong labels.
        Assert.True(results["1-sam"].Final.TrainAccuracyMislabelled < results["sgd"].Final.TrainAccuracyMislabelled - 0.1);
    }
}
