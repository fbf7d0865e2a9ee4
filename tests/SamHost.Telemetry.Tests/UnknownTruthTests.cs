using System.Globalization;
using MathNet.Numerics.Statistics;
using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Telemetry.Tests;

/// <summary>What arrives of a run of which nobody knows the wrong labels.</summary>
public sealed class UnknownTruthTests : IAsyncLifetime
{
    private const string Full = """{ "Study": { "Optimizers": [{ "Name": "1-sam" }] }, "Telemetry": { "Level": "Full" } }""";

    private OtlpReceiver _receiver = null!;

    public async ValueTask InitializeAsync() => _receiver = await OtlpReceiver.StartAsync();

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Fact]
    public void A_weighting_tells_of_all_examples_and_gives_no_verdict()
    {
        using var study = new FollowedStudy(_receiver.Grpc, SmallStudy.UnknownTruth, Full);
        study.Run();

        var weightings = _receiver.Named("weighting");
        Assert.Equal(6, weightings.Count);
        foreach (var span in weightings)
        {
            Assert.Equal("truth unknown", span.Name);
            Assert.DoesNotContain(span.Attributes, tag => tag.Key == "label_noise.is_flipped");
            Assert.DoesNotContain(span.Attributes, tag => tag.Key.Contains("clean") || tag.Key.Contains("mislabelled"));
            var (weights, logitWeights) = (span.Numbers("sam.example.weight"), span.Numbers("sam.example.logit_weight"));
            Assert.Equal(weights.Median(), span.Number("sam.weight.all.p50"), 1e-12);
            Assert.Equal(logitWeights.Median(), span.Number("sam.logit_weight.all.p50"), 1e-12);
            Assert.Equal(span.Numbers("sam.example.loss").Average(), span.Number("sam.loss.all.mean"), 1e-12);
            var heaviest = Array.IndexOf(weights, weights.Max());
            Assert.Equal(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{span.Texts("sam.example.id")[heaviest]} weight {weights[heaviest]:G3} logit weight {logitWeights[heaviest]:G3} "
                        + $"loss {span.Numbers("sam.example.loss")[heaviest]:G3}"),
                span.Text("example.heaviest.1"));
        }
    }

    [Fact]
    public void An_example_by_itself_has_its_id_and_no_label()
    {
        using var study = new FollowedStudy(_receiver.Grpc, SmallStudy.UnknownTruth, Full);
        study.Run();

        var examples = _receiver.Named("weighting.example");
        Assert.Equal(2 * 45, examples.Count);
        Assert.All(examples, span =>
        {
            Assert.Equal(("example", null), (span.Name, span.Find("label_noise.is_flipped")));
            Assert.StartsWith("point-", span.Text("sam.example.id"), StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_replay_gives_no_verdict_either()
    {
        using var study = new SmallStudy(SmallStudy.UnknownTruth, """{ "Study": { "Optimizers": [{ "Name": "1-sam" }] } }""");
        var folder = study.RunToTheEnd().Single().Folder;
        using var run = new CommandRun();

        var result = run.Invoke("replay", folder, "--set", $"Telemetry:Endpoint={_receiver.Grpc}");

        Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
        var weightings = _receiver.Named("weighting");
        Assert.Equal(6, weightings.Count);
        Assert.All(weightings, span => Assert.Equal(("truth unknown", null), (span.Name, span.Find("label_noise.is_flipped"))));
        Assert.All(
            weightings.GroupBy(span => span.Integer("train.epoch")),
            epoch => Assert.Equal(45, epoch.SelectMany(span => span.Texts("sam.example.id")).Distinct().Count()));
        var last = MetricsRows.Column(folder, "train_accuracy")[^1];
        Assert.Equal(last, _receiver.Named("run").Single().Number("train.accuracy.train"));
    }

    [Fact]
    public void Metrics_and_summaries_have_the_accuracy_on_all_training_examples()
    {
        using var study = new FollowedStudy(_receiver.Grpc, SmallStudy.UnknownTruth, Full);
        var final = study.Run().Single().Result!.Final;

        foreach (var name in new[] { "sam.example.loss", "sam.example.weight", "sam.example.logit_weight" })
        {
            var point = Assert.Single(_receiver.Metrics.Last(metric => metric.Name == name).Histogram.DataPoints);
            Assert.Equal(2UL * 45, point.Count);
            Assert.DoesNotContain(point.Attributes, tag => tag.Key == "label_noise.is_flipped");
        }

        var accuracies = _receiver.Metrics.Last(metric => metric.Name == "train.accuracy").Gauge.DataPoints
            .ToDictionary(point => point.Attributes.Single(tag => tag.Key == "train.split").Value.StringValue, point => point.AsDouble);
        Assert.Equal(
            new Dictionary<string, double> { ["test"] = final.TestAccuracy, ["train"] = final.TrainAccuracy!.Value }, accuracies);
        Assert.Equal(final.TrainAccuracy!.Value, _receiver.Named("run").Single().Number("train.accuracy.train"));
        Assert.Null(_receiver.Named("run start").Single().Find("label_noise.rate"));
    }
}
