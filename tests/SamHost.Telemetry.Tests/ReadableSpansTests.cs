using System.Globalization;
using MathNet.Numerics.Statistics;
using SamHost.Runs.Results;
using SamHost.Telemetry.Tests.Protocol;
using SamHost.TestSupport;

namespace SamHost.Telemetry.Tests;

/// <summary>What a person reads of spans in a viewer, held against the run's own files.</summary>
public sealed class ReadableSpansTests : IAsyncLifetime
{
    private const string OneSam =
        """{ "Study": { "RecordExamplesAt": [1, 2], "Seeds": [7], "Optimizers": [{ "Name": "1-sam", "Options": { "Rho": 0.3 } }] } }""";

    private OtlpReceiver _receiver = null!;

    public async ValueTask InitializeAsync() => _receiver = await OtlpReceiver.StartAsync();

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Fact]
    public void Lists_of_traces_tell_optimizer_seed_and_epoch()
    {
        using var study = new FollowedStudy(_receiver.Grpc, OneSam);
        study.Run();

        Assert.Equal(
            ["1-sam seed 7: epoch 1", "1-sam seed 7: epoch 2", "1-sam seed 7: run start"],
            _receiver.Spans.Where(span => span.ParentSpanId.IsEmpty).Select(span => span.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_weighting_is_named_by_its_verdict_and_names_its_heaviest_and_lightest_examples()
    {
        using var study = new FollowedStudy(_receiver.Grpc, OneSam);
        var rows = await ExampleRows.Read(study.Run().Single().Folder);

        Assert.Equal(8, _receiver.Named("weighting").Count);
        foreach (var span in _receiver.Named("weighting"))
        {
            ExampleRow[] batch = [.. rows.Where(row => row.Step == span.Integer("train.step")).OrderByDescending(row => row.Weight)];
            var ratio = Median(batch.Where(row => row.IsFlipped)) / Median(batch.Where(row => !row.IsFlipped));
            var verdict = ratio > 1.05 ? "mislabelled heavier" : ratio < 1 / 1.05 ? "clean heavier" : "alike";
            Assert.Equal(double.IsNaN(ratio) ? "one label only" : $"{verdict} by total weight", span.Name);
            AssertRows(span, "example.heaviest", batch);
            AssertRows(span, "example.lightest", [.. batch.Reverse()]);

            if (!double.IsNaN(ratio)) Assert.Equal(ratio, span.Number("sam.weight.median_ratio"), 1e-12);
            Assert.Equal(batch.Count(row => row.Weight > 1), span.Integer("sam.weight.raised"));
            Assert.Equal(
                batch.Where(row => row.IsFlipped).Sum(row => row.Weight!.Value) / batch.Sum(row => row.Weight!.Value),
                span.Number("sam.weight.mislabelled_share"), 1e-12);
            // No two are equal here, so that ranks are places.
            double[] Ranks(Func<ExampleRow, double> value) =>
                [.. batch.Select(row => (double)batch.Count(other => value(other) < value(row)))];
            Assert.Equal(
                Correlation.Pearson(Ranks(row => row.Weight!.Value), Ranks(row => row.Loss)), span.Number("sam.weight.loss_correlation"),
                1e-12);
        }
    }

    [Fact]
    public async Task An_epoch_and_its_summary_name_the_heaviest_and_lightest_of_the_epoch()
    {
        using var study = new FollowedStudy(_receiver.Grpc, OneSam);
        var rows = await ExampleRows.Read(study.Run().Single().Folder);

        foreach (var span in _receiver.Named("epoch").Concat(_receiver.Named("epoch summary")))
        {
            ExampleRow[] epoch =
                [.. rows.Where(row => row.Epoch == span.Integer("train.epoch")).OrderByDescending(row => row.Weight)];
            AssertRows(span, "example.heaviest", epoch);
            AssertRows(span, "example.lightest", [.. epoch.Reverse()]);
        }
    }

    [Fact]
    public void Spans_of_examples_say_which_are_mislabelled_and_come_heaviest_first()
    {
        using var study = new FollowedStudy(_receiver.Grpc, OneSam, """{ "Telemetry": { "Level": "Full" } }""");
        study.Run();

        foreach (var step in _receiver.Named("weighting.example").GroupBy(span => span.ParentSpanId))
        {
            Assert.All(
                step,
                span => Assert.Equal(
                    span.Find("label_noise.is_flipped")!.BoolValue ? "mislabelled example" : "clean example", span.Name));
            double[] weights = [.. step.Select(span => span.Number("sam.example.weight"))];
            Assert.Equal(weights.OrderDescending(), weights);
            Assert.Equal(weights.Length, step.Select(span => span.StartTimeUnixNano).Distinct().Count());
        }
    }

    [Fact]
    public void A_run_tells_when_half_is_memorised_and_when_the_peak_was()
    {
        using var study = new FollowedStudy(
            _receiver.Grpc, """
            {
              "Study": {
                "Epochs": 30, "BaseRule": { "Name": "sgd", "Options": { "LearningRate": 0.5 } },
                "Model": { "Options": { "HiddenSizes": [64] } }, "Dataset": { "Options": { "Dimension": 200 } }
              }
            }
            """);
        var metrics = MetricsTable.Read(Path.Combine(study.Run().Single().Folder, "metrics.csv"));
        var (test, wrong) = (metrics.Curve("test_accuracy").ToList(), metrics.Curve("train_accuracy_mislabelled").ToList());

        var events = _receiver.Named("run").Single().Events;
        var memorised = Assert.Single(events, happened => happened.Name == "half memorised");
        Assert.Equal(wrong.First(point => point.Value >= 0.5).Epoch, EpochOf(memorised));
        var peak = Assert.Single(events, happened => happened.Name == "peak test accuracy");
        Assert.Equal(test.MaxBy(point => point.Value).Epoch, EpochOf(peak));
        Assert.Equal(
            string.Create(
                CultureInfo.InvariantCulture,
                $"epoch 1: test {100 * test[0].Value:0.0} %, memorised {100 * wrong[0].Value:0.0} %"),
            _receiver.Named("epoch summary")[0].Name);
    }

    [Fact]
    public void A_run_tells_when_the_medians_of_the_weights_cross()
    {
        var points = new TurningPoints();
        using var source = new System.Diagnostics.ActivitySource("crossing");
        using var listener = new System.Diagnostics.ActivityListener
        {
            ShouldListenTo = listened => listened == source,
            Sample = (ref System.Diagnostics.ActivityCreationOptions<System.Diagnostics.ActivityContext> _) =>
                System.Diagnostics.ActivitySamplingResult.AllData,
        };
        System.Diagnostics.ActivitySource.AddActivityListener(listener);
        using var run = source.StartActivity("run")!;
        double[] mislabelled = [2, 1.02, 1, 1.5, 0.99, 0.98, 0.6, 1, 3];

        foreach (var (epoch, weight) in mislabelled.Index())
        {
            points.StepCompleted(Values(logitWeights: [1, weight, 1, weight]), [false, true, false, true]);
            points.EpochCompleted(epoch + 1, null, DateTime.UtcNow, run, null);
        }

        Assert.Equal(
            [(5, "clean heavier by logit weight", 0.99), (9, "mislabelled heavier by logit weight", 3)],
            run.Events.Select(happened =>
            {
                var tags = happened.Tags.ToDictionary();
                Assert.Equal(1.0, tags["sam.logit_weight.clean.p50"]);
                return ((int)tags["train.epoch"]!, (string)tags["sam.verdict"]!, (double)tags["sam.logit_weight.mislabelled.p50"]!);
            }));
    }

    [Fact]
    public void The_logs_of_a_run_lead_to_its_span()
    {
        using var study = new FollowedStudy(_receiver.Grpc, OneSam);
        study.Run();

        var run = _receiver.Named("run").Single();
        Assert.Equal(2, _receiver.Logs.Count);
        Assert.All(_receiver.Logs, record => Assert.Equal((run.TraceId, run.SpanId), (record.TraceId, record.SpanId)));
    }

    private static Contracts.Training.PerExampleValues Values(double[] logitWeights) => new()
    {
        Indices = [0, 1, 2, 3],
        Loss = [1, 2, 3, 4],
        Margin = [1, 1, 1, 1],
        LogitWeight = logitWeights,
        Weight = null,
        GradientNorm = null,
    };

    private static void AssertRows(Span span, string name, ExampleRow[] ordered)
    {
        for (var rank = 1; rank <= Math.Min(3, ordered.Length); rank++)
        {
            var row = ordered[rank - 1];
            Assert.Equal(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{row.Id} {(row.IsFlipped ? "MISLABELLED" : "clean")} weight {row.Weight:G3} logit weight {row.LogitWeight:G3} "
                        + $"loss {row.Loss:G3}"),
                span.Text($"{name}.{rank}"));
        }

        Assert.Null(span.Find($"{name}.4"));
    }

    private static long EpochOf(Span.Types.Event happened) =>
        happened.Attributes.Single(tag => tag.Key == "train.epoch").Value.IntValue;

    private static double Median(IEnumerable<ExampleRow> rows) => rows.Select(row => row.Weight!.Value).Median();
}
