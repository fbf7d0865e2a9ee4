namespace SamHost.Telemetry.Tests;

/// <summary>The budgets that keep viewers usable, measured on the wire: an epoch of 50,000 examples.</summary>
[Trait("Duration", "Long")]
public sealed class BudgetTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("samhost-budget-");
    private OtlpReceiver _receiver = null!;

    public async ValueTask InitializeAsync() => _receiver = await OtlpReceiver.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _receiver.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("Arrays", 128, "[]", 50_000)]
    [InlineData("Arrays", 128, "[1]", 50_000)]
    [InlineData("Arrays", 512, "[]", 50_000)]
    [InlineData("Sampled", 128, "[]", 50_000)]
    [InlineData("Sampled", 512, "[]", 50_000)]
    [InlineData("Arrays", 8, "[]", 12_000)]
    [InlineData("Full", 128, "[]", 12_000)]
    [InlineData("Full", 5_000, "[]", 10_000)]
    [InlineData("Sampled", 5_000, "[]", 10_000)]
    [InlineData("Arrays", 50_000, "[1]", 50_000)]
    public void Traces_and_requests_stay_within_their_budgets_and_nothing_is_lost(string level, int batch, string recorded, int examples)
    {
        using var study = new FollowedStudy(_receiver.Grpc, $$"""
            { "Study": { "Epochs": 1, "BatchSize": {{batch}}, "RecordExamplesAt": {{recorded}}, "Model": { "Name": "linear" },
                "Dataset": { "Options": { "Dimension": 3, "TrainCount": {{examples}}, "TestCount": 10 } },
                  "Optimizers": [{ "Name": "1-sam" }] },
              "Telemetry": { "Level": "{{level}}" } }
            """);
        study.Run();

        var traces = _receiver.Spans.GroupBy(span => span.TraceId).ToList();
        Assert.All(traces, trace => Assert.InRange(trace.Count(), 1, 2_000));
        Assert.All(traces, trace => Assert.InRange(trace.Sum(span => span.CalculateSize()), 1, 2_500_000));
        Assert.All(_receiver.Sizes, size => Assert.InRange(size, 1, 4 << 20));
        Assert.All(
            _receiver.Spans, span => Assert.Equal(0u, span.DroppedAttributesCount + span.DroppedEventsCount + span.DroppedLinksCount));

        var counts = study.Pipeline.Counts;
        Assert.Equal((counts.SpansMade, counts.SpansMade), (counts.SpansExported, _receiver.Spans.Count));
        Assert.Equal((examples + batch - 1) / batch, _receiver.Named("step").Count);
        Assert.Equal(examples, _receiver.Named("weighting").Sum(span => span.Texts("sam.example.id").Length));
        // Every part of the epoch leads to the run.
        var start = _receiver.Named("run start").Single();
        Assert.All(_receiver.Named("epoch"), epoch => Assert.Equal(start.SpanId, Assert.Single(epoch.Links).SpanId));
        var epochs = _receiver.Named("epoch").Select(epoch => epoch.SpanId).ToHashSet();
        Assert.All(_receiver.Named("step"), step => Assert.Contains(step.ParentSpanId, epochs));
    }

    [Fact]
    public void The_usual_epoch_is_one_trace()
    {
        // Its ids are the numbers of its rows, as those of the shipped data sets are positions.
        var table = Path.Combine(_folder.FullName, "table.csv");
        File.WriteAllLines(table, Enumerable.Range(0, 50_010).Select(row => $"{row % 7},{row % 11},{row % 2}").Prepend("a,b,label"));
        using var study = new FollowedStudy(_receiver.Grpc, $$"""
            { "Study": { "Epochs": 1, "RecordWeightsAt": [], "BatchSize": 128, "Model": { "Name": "linear" },
              "Dataset": { "Name": "csv", "Options": { "Path": "{{table}}", "TestFraction": 0.0002 } },
              "Optimizers": [{ "Name": "1-sam" }] } }
            """);
        study.Run();

        Assert.Single(_receiver.Named("epoch"));
        Assert.Equal(391 * 2 + 1, _receiver.Spans.Count(span => span.TraceId == _receiver.Named("epoch")[0].TraceId));
    }
}
