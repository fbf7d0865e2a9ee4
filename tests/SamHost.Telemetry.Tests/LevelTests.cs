namespace SamHost.Telemetry.Tests;

/// <summary>What each level adds, the watch list, and every Nth step.</summary>
public sealed class LevelTests : IAsyncLifetime
{
    private OtlpReceiver _receiver = null!;

    public async ValueTask InitializeAsync() => _receiver = await OtlpReceiver.StartAsync();

    public ValueTask DisposeAsync() => _receiver.DisposeAsync();

    [Fact]
    public void Off_is_nothing()
    {
        using var study = new FollowedStudy(_receiver.Grpc, """{ "Telemetry": { "Level": "Off", "Prometheus": { "Port": 9464 } } }""");

        Assert.Null(study.Study.Telemetry);
        study.Run();
        Assert.Empty(_receiver.Spans);
    }

    // Eight steps of 16, 16, 16 and 12 examples; every third step: 0, 3, 6.
    [Theory]
    [InlineData("Summary", 0, 0)]
    [InlineData("Arrays", 8, 0)]
    [InlineData("Sampled", 8, 16 + 12 + 16)]
    [InlineData("Full", 8, 120)]
    public void Each_level_has_what_it_says(string level, int arrays, int examples)
    {
        using var study = new FollowedStudy(
            _receiver.Grpc,
            $$"""
                { "Study": { "RecordExamplesAt": [], "Optimizers": [{ "Name": "1-sam" }] }, "Telemetry": { "Level": "{{level}}",
                  "EveryNthStep": 3 } }
                """);
        study.Run();

        var weightings = _receiver.Named("weighting");
        Assert.Equal((8, 8), (_receiver.Named("step").Count, weightings.Count));
        Assert.Equal(arrays, weightings.Count(span => span.Find("sam.example.loss") is not null));
        Assert.Equal(examples, _receiver.Named("weighting.example").Count);
        var measured = weightings.Where(span => span.Find("sam.weight.clean.mean") is not null).Select(span => span.Integer("train.step"));
        Assert.Equal(level == "Full" ? [0, 1, 2, 3, 4, 5, 6, 7] : [0L, 3, 6], measured.Order());
        Assert.Equal(8, weightings.Count(span => span.Find("sam.logit_weight.clean.mean") is not null));
    }

    [Fact]
    public void A_watched_example_has_a_span_and_a_weight_at_every_step_that_it_is_in()
    {
        using var study = new FollowedStudy(
            _receiver.Grpc,
            """
                { "Study": { "Epochs": 4, "Optimizers": [{ "Name": "1-sam" }] }, "Telemetry": { "Level": "Summary", "WatchExamples": [7,
                  12], "EveryNthStep": 1000 } }
                """);
        study.Run();

        var spans = _receiver.Named("weighting.example");
        Assert.Equal(8, spans.Count);
        foreach (var watched in new[] { 7L, 12L })
            Assert.Equal(
                [1L, 2, 3, 4],
                spans.Where(span => span.Integer("sam.example.index") == watched).Select(span => span.Integer("train.epoch")).Order());
        Assert.All(spans, span =>
        {
            Assert.True(span.Number("sam.example.weight") > 0);
            var weighting = _receiver.Named("weighting").Single(other => other.SpanId == span.ParentSpanId);
            Assert.Equal(span.Integer("train.step"), weighting.Integer("train.step"));
        });
    }

    [Fact]
    public void Example_spans_say_what_the_arrays_say()
    {
        using var study =
            new FollowedStudy(_receiver.Grpc, """{ "Study": { "Optimizers": [{ "Name": "j-sam" }] }, "Telemetry": { "Level": "Full" } }""");
        study.Run();

        foreach (var weighting in _receiver.Named("weighting"))
        {
            var spans = _receiver.Named("weighting.example").Where(span => span.ParentSpanId == weighting.SpanId)
                .ToDictionary(span => span.Integer("sam.example.index"));
            var (indices, losses, weights, flags) = (weighting.Integers("sam.example.index"), weighting.Numbers("sam.example.loss"),
                weighting.Numbers("sam.example.weight"), weighting.Flags("label_noise.is_flipped"));
            Assert.Equal(indices.Order(), spans.Keys.Order());
            foreach (var (place, index) in indices.Index())
            {
                var span = spans[index];
                Assert.Equal(
                    (losses[place], weights[place], flags[place]),
                    (span.Number("sam.example.loss"), span.Number("sam.example.weight"), span.Find("label_noise.is_flipped")!.BoolValue));
            }
        }
    }
}
