using System.Text.Json;
using SamHost.Configuration;
using SamHost.TestSupport;

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
        using var toy = new SmallStudy();
        string[] watchedIds = [toy.Ids()[7], toy.Ids()[12]];
        using var study = new FollowedStudy(
            _receiver.Grpc,
            $$"""
                { "Study": { "Epochs": 4, "Optimizers": [{ "Name": "1-sam" }] }, "Telemetry": { "Level": "Summary",
                  "WatchExamples": ["{{watchedIds[0]}}", "{{watchedIds[1]}}"], "EveryNthStep": 1000 } }
                """);
        study.Run();

        var spans = _receiver.Named("weighting.example");
        Assert.Equal(8, spans.Count);
        foreach (var watched in watchedIds)
            Assert.Equal(
                [1L, 2, 3, 4],
                spans.Where(span => span.Text("sam.example.id") == watched).Select(span => span.Integer("train.epoch")).Order());
        Assert.All(spans, span =>
        {
            Assert.True(span.Number("sam.example.weight") > 0);
            var weighting = _receiver.Named("weighting").Single(other => other.SpanId == span.ParentSpanId);
            Assert.Equal(span.Integer("train.step"), weighting.Integer("train.step"));
        });
    }

    [Fact]
    public void An_id_that_no_example_has_is_a_mistake_and_one_that_a_seed_does_not_train_on_is_none()
    {
        using var wrong = new FollowedStudy(_receiver.Grpc, SmallStudy.UnknownTruth, Watching("point-6O"));
        var error = Assert.Throws<UserErrorException>(() => wrong.Run());
        Assert.Contains("there is no example 'point-6O'", error.Message, StringComparison.Ordinal);
        Assert.Contains("did you mean 'point-", error.Message, StringComparison.Ordinal);
        Assert.Empty(_receiver.Named("weighting"));

        string[] all = [.. Enumerable.Range(0, 60).Select(row => $"point-{row}")];
        using var study = new FollowedStudy(_receiver.Grpc, SmallStudy.UnknownTruth, Watching(all));
        study.Run();
        var trained = study.Study.Ids();
        Assert.Equal(45, trained.Count);
        Assert.Equal(
            trained.Order(StringComparer.Ordinal),
            _receiver.Named("weighting.example").Select(span => span.Text("sam.example.id")).Distinct().Order(StringComparer.Ordinal));

        static string Watching(params string[] ids)
        {
            var list = JsonSerializer.Serialize(ids);
            return $$"""{ "Telemetry": { "Level": "Summary", "WatchExamples": {{list}} } }""";
        }
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
                .ToDictionary(span => span.Text("sam.example.id"));
            var (ids, losses, weights, flags) = (weighting.Texts("sam.example.id"), weighting.Numbers("sam.example.loss"),
                weighting.Numbers("sam.example.weight"), weighting.Flags("label_noise.is_flipped"));
            Assert.Equal(ids.Order(), spans.Keys.Order());
            foreach (var (place, id) in ids.Index())
            {
                var span = spans[id];
                Assert.Equal(
                    (losses[place], weights[place], flags[place]),
                    (span.Number("sam.example.loss"), span.Number("sam.example.weight"), span.Find("label_noise.is_flipped")!.BoolValue));
            }
        }
    }
}
