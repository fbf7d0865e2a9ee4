using System.Text.Json.Nodes;
using SamHost.Contracts.Training;
using SamHost.TestSupport;

namespace SamHost.Studies.Tests;

/// <summary>Early stopping on a toy that is soon memorised.</summary>
public class EarlyStoppingTests
{
    private const string Memorised = """
        {
          "Study": {
            "Epochs": 60, "RecordExamplesAt": [],
            "Dataset": { "Options": { "Dimension": 40, "TrainCount": 80, "NoiseStd": 0.6, "TestCount": 300 } },
            "Model": { "Options": { "HiddenSizes": [60] } },
            "EarlyStopping": { "ValidationFraction": 0.25, "Patience": 4, "Metric": "METRIC" }
          }
        }
        """;

    [Theory]
    [InlineData("Loss")]
    [InlineData("Accuracy")]
    public void A_run_stops_after_its_patience_with_the_best_weights(string metric)
    {
        var (result, evaluations, manifest) = Run(Memorised.Replace("METRIC", metric));

        var best = Best(evaluations, metric);
        Assert.True(result.EpochsCompleted < 60);
        Assert.Equal(best + 4, result.EpochsCompleted);
        Assert.Equal($"no better validation {metric.ToLowerInvariant()} since epoch {best}", result.StopReason);
        Assert.Equal(evaluations[best - 1], result.Final);
        Assert.NotEqual(evaluations[^1], result.Final);
        Assert.Equal(evaluations.Max(evaluation => evaluation.TestAccuracy), result.PeakTestAccuracy);
        Assert.Equal(("completed", result.StopReason), ((string?)manifest["status"], (string?)manifest["reason"]));
        Assert.Equal(result.Final.TestAccuracy, (double)manifest["result"]!["finalTestAccuracy"]!);
    }

    [Fact]
    public void A_run_that_ends_before_its_patience_does_has_its_best_weights_back_too()
    {
        var (result, evaluations, _) =
            Run(Memorised.Replace("METRIC", "Loss"), """{ "Study": { "EarlyStopping": { "Patience": 1000 }, "Epochs": 30 } }""");

        var best = Best(evaluations, "Loss");
        Assert.True(best < 30);
        Assert.Equal((30, null), (result.EpochsCompleted, result.StopReason));
        Assert.Equal(evaluations[best - 1], result.Final);
    }

    [Fact]
    public void Patience_counts_evaluations()
    {
        var (result, evaluations, _) = Run(Memorised.Replace("METRIC", "Loss"), """{ "Study": { "EvaluationEvery": 3 } }""");

        var best = Best(evaluations, "Loss");
        Assert.Equal(3 * (best + 4), result.EpochsCompleted);
        Assert.Equal(evaluations[best - 1], result.Final);
    }

    private static (RunCompleted Result, List<Evaluation> Evaluations, JsonNode Manifest) Run(params string[] layers)
    {
        using var study = new SmallStudy(layers);
        var diary = new Diary("a", []);
        study.Observe = (_, _) => diary;
        var outcome = study.RunToTheEnd().Single();
        return (outcome.Result!, diary.Evaluations, JsonNode.Parse(File.ReadAllText(Path.Combine(outcome.Folder, "manifest.json")))!);
    }

    /// <summary>The number of the first best evaluation, from 1.</summary>
    private static int Best(List<Evaluation> evaluations, string metric)
    {
        var scores = evaluations.ConvertAll(
            evaluation => metric == "Loss" ? -evaluation.ValidationLoss!.Value : evaluation.ValidationAccuracy!.Value);
        return scores.IndexOf(scores.Max()) + 1;
    }
}
