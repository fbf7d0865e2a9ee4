using SamHost.TestSupport;

namespace SamHost.Studies.Tests;

/// <summary>
/// The linear toy of Baek, Kolter, Raghunathan, ICLR 2024 (arXiv 2405.03676): a logistic model on 1,000 coordinates of which one is
/// informative, 40 % of 500 labels wrong. The reference is an independent NumPy implementation, mean (and standard deviation of one) over
/// 12 seeds.
/// </summary>
public class ToyRowsTests(ITestOutputHelper output)
{
    private const int ReferenceSeeds = 12;

    private static string Seeds => $"[{string.Join(", ", Enumerable.Range(1, TestScale.Of(small: 3, full: 10)))}]";

    [Fact]
    [Trait("Duration", "Long")]
    public void With_much_input_noise_1_SAM_gains_8_points() =>
        Check("toy-linear", $$"""{ "Study": { "Seeds": {{Seeds}} } }""", gain: 0.08, new()
    {
        ["sgd"] = (0.642, 0.039),
        ["n-sam .1"] = (0.643, 0.039),
        ["1-sam .03"] = (0.650, 0.040),
        ["1-sam .1"] = (0.672, 0.044),
        ["1-sam .3"] = (0.757, 0.057),
    });

    // Peaks lie around step 15 here, and the 500 steps that are left out of 600 hold none of them.
    [Fact]
    public void With_little_input_noise_1_SAM_gains_5_points() =>
        Check("toy-linear-easy", """{ "Study": { "Epochs": 100 } }""", gain: 0.05, new()
    {
        ["sgd"] = (0.873, 0.057),
        ["n-sam .1"] = (0.876, 0.057),
        ["1-sam .1"] = (0.902, 0.054),
        ["1-sam .3"] = (0.958, 0.039),
    });

    private void Check(
        string name, string layer, double gain, Dictionary<string, (double Mean, double Deviation)> reference)
    {
        using var study = SmallStudy.Shipped(name, layer, """{ "Study": { "RecordExamplesAt": [] } }""");
        var peaks = study.RunToTheEnd()
            .GroupBy(outcome => outcome.Label, outcome => outcome.Result!.PeakTestAccuracy)
            .ToDictionary(runs => runs.Key, runs => runs.ToArray());

        foreach (var (label, accuracies) in peaks)
        {
            var mean = accuracies.Average();
            var deviation = Math.Sqrt(accuracies.Sum(accuracy => (accuracy - mean) * (accuracy - mean)) / (accuracies.Length - 1));
            output.WriteLine($"{label}: {mean:f4} ({deviation:f4})");
            if (!reference.TryGetValue(label, out var expected)) continue;
            var standardError = expected.Deviation * Math.Sqrt(1.0 / accuracies.Length + 1.0 / ReferenceSeeds);
            Assert.True(
                Math.Abs(mean - expected.Mean) <= 3 * standardError,
                $"{label}: {mean:f4} is not {expected.Mean} within {3 * standardError:f4}.");
        }

        var gains = peaks["1-sam .3"].Zip(peaks["sgd"], (oneSam, sgd) => oneSam - sgd).ToArray();
        output.WriteLine($"gain: {gains.Average():f4}, least {gains.Min():f4}");
        Assert.True(gains.Average() >= gain, $"1-SAM(.3) gains {gains.Average():f4} over SGD, not {gain}.");
        Assert.True(Order(peaks, [.. new[] { "sgd", "1-sam .03", "1-sam .1", "1-sam .3" }.Where(peaks.ContainsKey)]));
        // One perturbation for the whole batch does next to nothing here.
        Assert.Equal(peaks["sgd"].Average(), peaks["n-sam .1"].Average(), 0.01);
        // In a linear model everything is in the logits.
        if (peaks.TryGetValue("l-sam .3", out var lSam)) Assert.Equal(peaks["1-sam .3"].Average(), lSam.Average(), 0.001);
        if (peaks.TryGetValue("j-sam .3", out var jSam)) Assert.Equal(peaks["sgd"].Average(), jSam.Average(), 0.001);
    }

    private static bool Order(Dictionary<string, double[]> peaks, params string[] labels) =>
        labels.Zip(labels.Skip(1)).All(pair => peaks[pair.First].Average() < peaks[pair.Second].Average());
}
