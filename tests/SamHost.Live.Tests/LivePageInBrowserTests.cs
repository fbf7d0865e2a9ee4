using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Live.Tests;

/// <summary>The live page of the program itself, in a browser.</summary>
[Trait("Duration", "Long")]
public sealed class LivePageInBrowserTests : IDisposable
{
    private const string Study = """
        {
          "Study": {
            "Name": "digits", "Epochs": 3, "Seeds": [1, 2], "RecordExamplesAt": [1, 2, 3], "RecordWeightsAt": [2, 3],
            "Dataset": { "Name": "digits", "Options": { "TestCount": 1500 } },
            "Noise": { "Name": "symmetric", "Options": { "Rate": 0.3 } },
            "Model": { "Name": "mlp", "Options": { "HiddenSizes": [16] } },
            "Optimizers": [{ "Name": "sgd" }, { "Name": "1-sam" }]
          }
        }
        """;

    private static readonly string[] Splits =
        ["test_accuracy", "train_accuracy_clean", "train_accuracy_mislabelled", "train_accuracy_mislabelled_true"];

    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task It_draws_what_the_files_hold_complains_of_nothing_and_asks_nobody_else()
    {
        Chromium.Require();
        _run.Write("study.json", Study);
        Assert.Equal(ExitCode.Success, _run.Invoke("run", "study.json").Exit);
        using var program = SamHostProcess.Start(_run.Folder, "look", "digits");
        var link = LinkIn(await program.LineAsync());
        await using var page = await BrowserPage.OpenAsync(link);
        await page.UntilAsync("document.querySelectorAll('#down img, #up img').length === 24");

        foreach (var split in Splits) await AssertAccuracyAsync(page, split);
        await AssertCloudAsync(page, Folder("1-sam", 2));
        Assert.Equal(
            0, (int)(await page.EvaluateAsync("[...document.images].filter(image => !image.complete || !image.naturalWidth).length"))!);
        Assert.Equal(4, (int)(await page.EvaluateAsync("document.querySelectorAll('#runs tbody tr').length"))!);
        Assert.False((bool)(await page.EvaluateAsync("document.documentElement.scrollWidth > innerWidth"))!);
        // By the keyboard: the life of the example that is weighed down most.
        await page.EvaluateAsync("document.querySelector('#down button').focus()");
        await page.PressEnterAsync();
        await page.UntilAsync("document.querySelector('#portrait img') && samhost.figures['life-loss'].chart");
        await AssertLifeAsync(page, Folder("1-sam", 2));

        Assert.Empty(page.Complaints);
        Assert.All(page.Requests.Where(request => request.Scheme != "data"), request => Assert.Equal(link.Authority, request.Authority));
        Assert.Contains(page.Requests, request => request.AbsolutePath == "/events");
        program.PressCtrlC();
        Assert.Equal(ExitCode.Success, (await program.EndAsync()).Exit);
    }

    [Fact]
    public async Task A_row_that_is_added_is_drawn_within_seconds()
    {
        Chromium.Require();
        _run.Write("study.json", Study);
        Assert.Equal(ExitCode.Success, _run.Invoke("run", "study.json").Exit);
        var metrics = Path.Combine(Folder("1-sam", 1), "metrics.csv");
        var lines = await File.ReadAllLinesAsync(metrics, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(metrics, string.Join('\n', lines[..^1]) + "\n", TestContext.Current.CancellationToken);
        using var program = SamHostProcess.Start(_run.Folder, "look", Folder("1-sam", 1));
        await using var page = await BrowserPage.OpenAsync(LinkIn(await program.LineAsync()));
        await page.UntilAsync("window.samhost?.figures.accuracy.series?.[0]?.y.length === 2");

        await File.AppendAllTextAsync(metrics, lines[^1] + "\n", TestContext.Current.CancellationToken);
        await page.UntilAsync("samhost.figures.accuracy.series[0].y.length === 3");

        Assert.Equal(MetricsRows.Column(Folder("1-sam", 1), "test_accuracy"), await ColumnAsync(page, "accuracy", "1-sam"));
        Assert.Empty(page.Complaints);
    }

    [Fact]
    public async Task What_a_page_complains_of_and_asks_for_would_be_noticed()
    {
        Chromium.Require();
        _run.Invoke("run");
        using var program = SamHostProcess.Start(_run.Folder, "look");
        await using var page = await BrowserPage.OpenAsync(LinkIn(await program.LineAsync()));
        await page.UntilAsync("window.samhost?.study.runs.length === 1");
        Assert.Empty(page.Complaints);

        // The page's policy forbids it; the browser says so.
        await page.EvaluateAsync("fetch('http://127.0.0.1:9/').catch(() => 0)");
        Assert.NotEmpty(page.Complaints);
        page.Complaints.Clear();
        await page.EvaluateAsync("console.error('wrong')");
        await page.UntilAsync("true");
        Assert.NotEmpty(page.Complaints);
    }

    [Fact]
    public async Task Where_nobody_knows_the_wrong_labels_examples_are_of_one_kind()
    {
        Chromium.Require();
        using var study = new SmallStudy(
            SmallStudy.UnknownTruth, """{ "Study": { "RecordWeightsAt": [1, 2], "Optimizers": [{ "Name": "1-sam" }] } }""");
        using var program = SamHostProcess.Start(_run.Folder, "look", study.RunToTheEnd().Single().Folder);
        await using var page = await BrowserPage.OpenAsync(LinkIn(await program.LineAsync()));
        await page.UntilAsync("document.querySelectorAll('#down button').length === 12 && samhost.figures.bands.chart");

        Assert.Equal(
            "test_accuracy,train_accuracy",
            (string?)await page.EvaluateAsync("[...document.getElementById('split').options].map(option => option.value).join()"));
        Assert.Equal("all", (string?)await page.EvaluateAsync("samhost.figures.cloud.series.map(one => one.label).join()"));
        Assert.Equal(45, (await ColumnAsync(page, "cloud", "all")).Count(weight => weight is not null));
        Assert.Equal(2, (await ColumnAsync(page, "bands", "all, median")).Count(weight => weight is not null));
        await page.EvaluateAsync("document.querySelector('#down button').click()");
        await page.UntilAsync("samhost.figures['life-loss'].chart");
        Assert.StartsWith(
            "The life of example point-", (string?)await page.EvaluateAsync("document.getElementById('life-title').textContent"),
            StringComparison.Ordinal);
        Assert.DoesNotMatch("MISLABELLED|undefined|NaN|null", (string?)await page.EvaluateAsync("document.body.innerText"));
        Assert.Empty(page.Complaints);
    }

    private async Task AssertAccuracyAsync(BrowserPage page, string split)
    {
        await page.EvaluateAsync(
            $"{{ const choice = document.getElementById('split'); choice.value = '{split}'; choice.dispatchEvent(new Event('change')); }}");
        // A turn of drawing.
        await page.EvaluateAsync("new Promise(done => setTimeout(done, 200))");
        foreach (var label in new[] { "sgd", "1-sam" })
        {
            var seeds = new[] { 1, 2 }.Select(seed => MetricsRows.Column(Folder(label, seed), split)).ToList();
            for (var seed = 1; seed <= 2; seed++)
                Assert.Equal(seeds[seed - 1], await ColumnAsync(page, "accuracy", $"{label}, seed {seed}"));
            Assert.Equal(seeds[0].Zip(seeds[1], (one, other) => (one + other) / 2), await ColumnAsync(page, "accuracy", label));
        }
    }

    private static async Task AssertCloudAsync(BrowserPage page, string run)
    {
        var rows = (await ExampleRows.Read(run)).Where(row => row.Epoch == 3).ToList();
        foreach (var (label, flipped) in new[] { ("clean", false), ("mislabelled", true) })
        {
            var drawn = (await ColumnAsync(page, "cloud", label, "x")).Zip(await ColumnAsync(page, "cloud", label));
            Assert.Equal(
                rows.Where(row => row.IsFlipped == flipped).Select(row => ((double?)Math.Max(row.Loss, 1e-4), row.Weight)).Order(),
                drawn.Order());
        }
    }

    private static async Task AssertLifeAsync(BrowserPage page, string run)
    {
        var rows = await ExampleRows.Read(run);
        var lightest = rows.Where(row => row.Epoch == 3).MinBy(row => row.Weight)!;
        var life = rows.Where(row => row.Index == lightest.Index).ToList();
        Assert.Equal(life.Select(row => (double?)row.Loss), await ColumnAsync(page, "life-loss", "loss"));
        Assert.Equal(life.Select(row => row.Weight), await ColumnAsync(page, "life-weight", "total weight"));
        Assert.Equal(life.Select(row => (double?)row.Margin), await ColumnAsync(page, "life-margin", "margin"));
        Assert.Contains(
            $"example {lightest.Id} ", (string?)await page.EvaluateAsync("document.activeElement.textContent"),
            StringComparison.Ordinal);
    }

    /// <summary>What a figure draws of a series.</summary>
    private static async Task<IReadOnlyList<double?>> ColumnAsync(BrowserPage page, string figure, string label, string axis = "y") =>
    [
        .. ((JsonArray)(await page.EvaluateAsync(
            $"samhost.figures['{figure}'].series.find(one => one.label === '{label}').{axis}"))!).Select(value => (double?)value),
    ];

    private string Folder(string label, int seed) =>
        Assert.Single(Directory.GetDirectories(_run.File("runs", "digits"), $"{label}-s{seed}-*"));

    private static Uri LinkIn(string? line)
    {
        Assert.StartsWith("The live page is http://127.0.0.1:", line, StringComparison.Ordinal);
        return new Uri(line!["The live page is ".Length..].Split(';')[0]);
    }
}
