using SamHost.Contracts.Telemetry;
using SamHost.Telemetry.Tests.Protocol;
using SamHost.TestSupport;

namespace SamHost.Telemetry.Tests;

/// <summary>What arrives at a collector: the tree, its links and attributes, and the arrays, held against the run's own files.</summary>
public sealed class TraceTests : IAsyncLifetime
{
    private const string TwoRuns = """
        { "Study": { "RecordExamplesAt": [1, 2], "Optimizers": [{ "Name": "1-sam", "Options": { "Rho": 0.3 } }, { "Name": "sgd" }] } }
        """;

    private OtlpReceiver _receiver = null!;

    public async ValueTask InitializeAsync() => _receiver = await OtlpReceiver.StartAsync();

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Fact]
    public void A_run_that_goes_on_keeps_its_id_and_links_its_new_start_to_the_old_one()
    {
        using var study = new FollowedStudy(
            _receiver.Http,
            """{ "Study": { "Epochs": 4 }, "Checkpoints": { "EveryEpochs": 1 }, "Telemetry": { "Protocol": "HttpProtobuf" } }""");
        using var cancellation = new CancellationTokenSource();
        study.Study.Observe = (_, _) => new Diary("", [], line =>
        {
            if (line == "StepCompleted 2 5") cancellation.Cancel();
        });
        Assert.True(study.Study.RunUntil(cancellation.Token).Cancelled);
        study.Study.Observe = (_, _) => new Diary("", []);

        var run = Path.GetFileName(Assert.Single(study.Run()).Folder);

        var starts = _receiver.Named("run start").OrderBy(span => span.StartTimeUnixNano).ToList();
        Assert.Equal([run, run], starts.Select(span => span.Text("train.run.id")));
        Assert.Empty(starts[0].Links);
        var link = Assert.Single(starts[1].Links);
        Assert.Equal((starts[0].TraceId, starts[0].SpanId), (link.TraceId, link.SpanId));
        // After the first epoch, and at the interruption; after each of three more. The end finds that of the last epoch.
        var checkpoints = Of(run, "checkpoint");
        Assert.Equal(
            [starts[0].TraceId, starts[0].TraceId, starts[1].TraceId, starts[1].TraceId, starts[1].TraceId],
            checkpoints.OrderBy(span => span.StartTimeUnixNano).Select(span => span.TraceId));
    }

    [Theory]
    [InlineData("Grpc")]
    [InlineData("HttpProtobuf")]
    public async Task Every_step_arrives_with_its_weighting_as_the_run_recorded_it(string protocol)
    {
        using var study = new FollowedStudy(
            protocol == "Grpc" ? _receiver.Grpc : _receiver.Http, TwoRuns, $$"""{ "Telemetry": { "Protocol": "{{protocol}}" } }""");
        var outcomes = study.Run();

        foreach (var outcome in outcomes)
        {
            var run = Path.GetFileName(outcome.Folder);
            var start = Assert.Single(_receiver.Named("run start"), span => span.Text("train.run.id") == run);
            var epochs = Of(run, "epoch");
            Assert.Equal([1L, 2L], epochs.Select(epoch => epoch.Integer("train.epoch")));
            Assert.All(epochs, epoch =>
            {
                Assert.Empty(epoch.ParentSpanId);
                var link = Assert.Single(epoch.Links);
                Assert.Equal((start.TraceId, start.SpanId), (link.TraceId, link.SpanId));
            });

            var rows = (await ExampleRows.Read(outcome.Folder)).ToDictionary(row => (row.Epoch, row.Id));
            var steps = Of(run, "step");
            Assert.Equal(Enumerable.Range(0, 8).Select(step => (long)step), steps.Select(step => step.Integer("train.step")));
            foreach (var step in steps)
            {
                var epoch = epochs[(int)step.Integer("train.epoch") - 1];
                Assert.Equal((epoch.TraceId, epoch.SpanId), (step.TraceId, step.ParentSpanId));
                var weighting = Assert.Single(_receiver.Named("weighting"), span => span.ParentSpanId == step.SpanId);
                Assert.Equal(step.TraceId, weighting.TraceId);
                var recorded = weighting.Texts("sam.example.id").Select(id => rows[((int)step.Integer("train.epoch"), id)])
                    .ToArray();
                Assert.All(recorded, row => Assert.Equal(step.Integer("train.step"), row.Step));
                Assert.Equal(recorded.Select(row => row.IsFlipped), weighting.Flags("label_noise.is_flipped"));
                Assert.Equal(recorded.Select(row => row.Loss), weighting.Numbers("sam.example.loss"));
                Assert.Equal(recorded.Select(row => row.LogitWeight), weighting.Numbers("sam.example.logit_weight"));
                Assert.Equal(recorded.Select(row => row.Weight!.Value), weighting.Numbers("sam.example.weight"));
                AssertScalars(weighting, recorded);
            }

            Assert.Equal(120, Of(run, "weighting").Sum(span => span.Texts("sam.example.id").Length));
        }
    }

    [Fact]
    public void A_run_has_a_small_trace_of_its_own_from_its_start_to_its_end()
    {
        using var study =
            new FollowedStudy(_receiver.Grpc, """{ "Study": { "Optimizers": [{ "Name": "1-sam", "Options": { "Rho": 0.3 } }] } }""");
        var result = study.Run().Single().Result!;

        var start = _receiver.Named("run start").Single();
        var trace = _receiver.Spans.Where(span => span.TraceId == start.TraceId).ToList();
        Assert.Equal(
            ["checkpoint", "epoch summary", "epoch summary", "evaluate", "evaluate", "run", "run start"],
            trace.Select(span => span.Kind()).Order());
        Assert.All(trace.Where(span => span.Kind() != "run start"), span => Assert.Equal(start.SpanId, span.ParentSpanId));
        Assert.Equal(
            (0.3, 2L, 1L, "small"),
            (start.Number("sam.rho"), start.Integer("train.epochs"), start.Integer("train.seed"), start.Text("train.study")));
        var run = trace.Single(span => span.Kind() == "run");
        Assert.Equal(result.Final.TestAccuracy, run.Number("train.accuracy.test"));
        Assert.Equal(Status.Types.StatusCode.Ok, run.Status.Code);
        Assert.True(run.StartTimeUnixNano <= start.EndTimeUnixNano && run.EndTimeUnixNano >= trace.Max(span => span.EndTimeUnixNano));
        var summaries = trace.Where(span => span.Kind() == "epoch summary").OrderBy(span => span.Integer("train.epoch"));
        Assert.Equal(
            _receiver.Named("epoch").Select(epoch => epoch.SpanId), summaries.Select(summary => Assert.Single(summary.Links).SpanId));
    }

    [Fact]
    public void Every_span_says_run_epoch_and_optimizer()
    {
        using var study = new FollowedStudy(_receiver.Grpc, """{ "Telemetry": { "Level": "Full" } }""");
        var run = Path.GetFileName(study.Run().Single().Folder);

        Assert.NotEmpty(_receiver.Spans);
        Assert.All(_receiver.Spans, span =>
        {
            Assert.Equal((run, "sgd"), (span.Text(TelemetryNames.RunId), span.Text(TelemetryNames.Optimizer)));
            Assert.InRange(span.Integer(TelemetryNames.Epoch), 0, 2);
            Assert.Equal(0u, span.DroppedAttributesCount + span.DroppedEventsCount + span.DroppedLinksCount);
        });
        Assert.Equal("samhost", _receiver.Resources.First(attribute => attribute.Key == "service.name").Value.StringValue);
    }

    [Fact]
    public void A_failed_run_says_why()
    {
        using var study = new FollowedStudy(_receiver.Grpc);
        study.Study.Observe = (_, _) => new Diary("a", [], line =>
        {
            if (line == "StepCompleted 2 5") throw new InvalidOperationException("it rains");
        });
        Assert.NotNull(study.Study.Run().Outcomes.Single().Error);
        study.Pipeline.Stop();

        var run = _receiver.Named("run").Single();
        Assert.Equal(Status.Types.StatusCode.Error, run.Status.Code);
        Assert.Contains("it rains", run.Status.Message, StringComparison.Ordinal);
        Assert.Equal(6, _receiver.Named("step").Count);
        Assert.Equal(2, _receiver.Named("epoch").Count);
        Assert.Contains(
            _receiver.Logs,
            record => record.SeverityText == "Error" && record.Body.StringValue.Contains("it rains", StringComparison.Ordinal));
    }

    [Fact]
    public void A_run_that_another_observer_fails_at_its_very_end_has_one_span_which_says_so()
    {
        using var study = new FollowedStudy(_receiver.Grpc);
        study.Study.Observe = (_, _) => new Diary("a", [], line =>
        {
            if (line == "RunCompleted") throw new InvalidOperationException("it rains");
        });
        Assert.NotNull(study.Study.Run().Outcomes.Single().Error);
        study.Pipeline.Stop();

        var run = Assert.Single(_receiver.Named("run"));
        Assert.Equal(Status.Types.StatusCode.Error, run.Status.Code);
        Assert.Contains("it rains", run.Status.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_others_do_at_an_epochs_last_step_is_no_part_of_its_evaluation()
    {
        var pause = TimeSpan.FromMilliseconds(400);
        using var study = new FollowedStudy(_receiver.Grpc);
        study.Study.Observe = (_, _) => new Diary("a", [], line =>
        {
            if (line is "StepCompleted 1 3" || line.StartsWith("EpochCompleted 1", StringComparison.Ordinal)) Thread.Sleep(pause);
        });
        study.Run();

        var (epoch, evaluate) = (_receiver.Named("epoch")[0], _receiver.Named("evaluate")[0]);
        Assert.InRange(Length(evaluate), TimeSpan.Zero, pause * 0.9);
        Assert.InRange(Length(epoch), pause, pause * 1.9);
        Assert.Equal(epoch.EndTimeUnixNano, evaluate.EndTimeUnixNano);
    }

    private static TimeSpan Length(Span span) => TimeSpan.FromTicks((long)(span.EndTimeUnixNano - span.StartTimeUnixNano) / 100);

    private List<Span> Of(string run, string name) => [.. _receiver.Named(name).Where(span => span.Text("train.run.id") == run)];

    private static void AssertScalars(Span weighting, ExampleRow[] rows)
    {
        foreach (var (group, flipped) in new[] { ("clean", false), ("mislabelled", true) })
        {
            var half = rows.Where(row => row.IsFlipped == flipped).ToArray();
            if (half.Length == 0)
            {
                Assert.Null(weighting.Find($"sam.weight.{group}.mean"));
                continue;
            }

            var weights = half.Select(row => row.Weight!.Value).Order().ToArray();
            Assert.Equal(weights.Average(), weighting.Number($"sam.weight.{group}.mean"), 1e-12);
            Assert.Equal(half.Average(row => row.LogitWeight), weighting.Number($"sam.logit_weight.{group}.mean"), 1e-12);
            Assert.Equal(half.Average(row => row.Loss), weighting.Number($"sam.loss.{group}.mean"), 1e-12);
            Assert.Equal(
                (weights[(weights.Length - 1) / 2] + weights[weights.Length / 2]) / 2, weighting.Number($"sam.weight.{group}.p50"), 1e-12);
            Assert.InRange(weighting.Number($"sam.weight.{group}.p05"), weights[0], weights[^1]);
            Assert.InRange(weighting.Number($"sam.weight.{group}.p95"), weighting.Number($"sam.weight.{group}.p50"), weights[^1]);
        }

        Assert.Equal(rows.Average(row => row.GradientNorm!.Value), weighting.Number("sam.gradient_norm.mean"), 1e-12);
    }
}
