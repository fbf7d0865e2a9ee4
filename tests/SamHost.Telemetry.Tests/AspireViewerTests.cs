using System.Globalization;
using PuppeteerSharp;
using SamHost.TestSupport;

namespace SamHost.Telemetry.Tests;

/// <summary>What a real viewer has and shows of a run.</summary>
[Trait("Duration", "Long")]
public sealed class AspireViewerTests : IAsyncLifetime
{
    private const string OneSam =
        """{ "Study": { "RecordExamplesAt": [1, 2], "Optimizers": [{ "Name": "1-sam", "Options": { "Rho": 0.3 } }] } }""";

    private AspireViewer _viewer = null!;

    public async ValueTask InitializeAsync() => _viewer = await AspireViewer.StartAsync();

    public ValueTask DisposeAsync() => _viewer.DisposeAsync();

    [Fact]
    public async Task It_takes_every_point_and_gives_back_the_run_s_traces_rows_and_logs()
    {
        using var study = new FollowedStudy(_viewer.Grpc, OneSam);
        var folder = study.Run().Single().Folder;
        var counts = study.Pipeline.Counts;
        Assert.False(counts.AnyDropped);
        Assert.Equal((counts.SpansMade, counts.PointsMade, 2), (counts.SpansExported, counts.PointsExported, counts.LogsExported));

        var spans = await _viewer.SpansAsync();
        Assert.Equal(counts.SpansMade, spans.Count);
        Assert.Contains(spans, span => (string?)span["name"] == "1-sam seed 1: epoch 2");
        var rows = await ExampleRows.Read(folder);
        var weightings = spans.Where(span => AspireViewer.Attribute(span, "train.span") == "weighting").ToList();
        Assert.Equal(8, weightings.Count);
        foreach (var weighting in weightings)
        {
            var step = long.Parse(AspireViewer.Attribute(weighting, "train.step")!, CultureInfo.InvariantCulture);
            var heaviest = rows.Where(row => row.Step == step).MaxBy(row => row.Weight)!;
            Assert.StartsWith(
                $"{heaviest.Id} {(heaviest.IsFlipped ? "MISLABELLED" : "clean")} weight ",
                AspireViewer.Attribute(weighting, "example.heaviest.1"), StringComparison.Ordinal);
            Assert.Equal(
                rows.Count(row => row.Step == step && row.Weight > 1).ToString(CultureInfo.InvariantCulture),
                AspireViewer.Attribute(weighting, "sam.weight.raised"));
        }

        var run = spans.Single(span => AspireViewer.Attribute(span, "train.span") == "run");
        Assert.Contains("peak test accuracy", run["events"]!.AsArray().Select(happened => (string)happened!["name"]!));
        var logs = await _viewer.LogsAsync();
        Assert.Equal(2, logs.Count);
        Assert.All(
            logs,
            log => Assert.Equal(((string?)run["traceId"], (string?)run["spanId"]), ((string?)log["traceId"], (string?)log["spanId"])));
    }

    [Fact]
    public async Task Its_pages_show_the_verdicts_of_an_epoch_and_the_weights_of_clean_and_mislabelled_examples()
    {
        Chromium.Require();
        using var study = new FollowedStudy(_viewer.Grpc, OneSam);
        study.Run();
        var spans = await _viewer.SpansAsync();
        var epoch = spans.Single(span => (string?)span["name"] == "1-sam seed 1: epoch 2");
        var verdicts = spans.Where(span => AspireViewer.Attribute(span, "train.span") == "weighting")
            .Where(span => (string?)span["traceId"] == (string?)epoch["traceId"]).Select(span => (string)span["name"]!).ToList();

        await using var browser = await Puppeteer.LaunchAsync(new LaunchOptions
        {
            ExecutablePath = Chromium.Path,
            Args = ["--no-sandbox", "--disable-gpu"],
            DefaultViewport = new() { Width = 1500, Height = 900 },
        });
        await using var page = await browser.NewPageAsync();
        await ShowsAsync(page, "/traces", "1-sam seed 1: epoch 2", "1-sam seed 1: run start");
        await ShowsAsync(page, $"/traces/detail/{epoch["traceId"]}", [.. verdicts]);
        await ShowsAsync(
            page, $"/metrics/resource/{await _viewer.InstanceAsync()}?meter=SamHost&instrument=sam.example.weight",
            "label_noise.is_flipped", "false", "true", "P50 Value");
    }

    private async Task ShowsAsync(IPage page, string path, params string[] texts)
    {
        await page.GoToAsync(_viewer.Page + path);
        foreach (var text in texts)
            await page.WaitForFunctionAsync("text => document.body.textContent.includes(text)", text);
    }
}
