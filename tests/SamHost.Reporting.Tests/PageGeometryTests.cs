using System.Diagnostics;
using System.Text.Json.Nodes;
using SamHost.TestSupport;

namespace SamHost.Reporting.Tests;

/// <summary>
/// Pages of every kind of study, made without training, in a browser: what is drawn where, at three widths; and what axe-core finds.
/// </summary>
[Trait("Duration", "Long")]
public sealed class PageGeometryTests(ITestOutputHelper output)
{
    private static readonly int[] Widths = [400, 1200, 2000];

    private static readonly string Geometry = Resource(typeof(PageGeometryTests), "geometry.js");
    private static readonly string Axe =
        Resource(typeof(Deque.AxeCore.Commons.AxeRunOptions), "Deque.AxeCore.Commons.Resources.axe.min.js");

    [Fact]
    public async Task Every_study_has_a_page_that_is_whole_at_every_width()
    {
        Chromium.Require();
        BrowserPage? browser = null;
        var found = new List<string>();
        foreach (var (name, runs) in Studies())
        {
            using var study = new MadeStudy(runs);
            var address = new Uri("file://" + study.Report());
            if (browser is null) browser = await BrowserPage.OpenAsync(address);
            else await browser.GoToAsync(address);
            foreach (var width in Widths)
            {
                await browser.ResizeAsync(width);
                await browser.UntilAsync($"document.readyState === 'complete' && window.samhost && innerWidth === {width}");
                // A turn of the observers that see a new width.
                await browser.EvaluateAsync("samhost.showAll(); new Promise(done => setTimeout(done, 150))");
                found.AddRange(((JsonArray)(await browser.EvaluateAsync(Geometry))!).Select(line => $"{name}: {line}"));
            }

            found.AddRange(browser.Complaints.Select(complaint => $"{name}: {complaint}"));
            found.AddRange(browser.Requests.Where(asked => asked != address && asked.Scheme != "data")
                .Select(asked => $"{name}: asks for {asked}"));
            // What is dark is the same on all pages.
            foreach (var scheme in name.StartsWith("a sweep of 2", StringComparison.Ordinal) ? ["dark", "light"] : new[] { "light" })
            {
                await browser.EmulateAsync(scheme, "screen");
                found.AddRange((await AxeFindsAsync(browser)).Select(finding => $"{name}, {scheme}: {finding}"));
            }
        }

        await browser!.DisposeAsync();
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [Fact]
    public async Task A_page_with_a_fault_would_be_noticed()
    {
        Chromium.Require();
        using var study = new MadeStudy(Study(2, 1, "sgd", 3));
        var page = study.Report();
        await using var browser = await BrowserPage.OpenAsync(new Uri("file://" + page));
        await browser.UntilAsync("window.samhost");
        await browser.EvaluateAsync("samhost.showAll(); samhost.figures['test-accuracy'].chart.setOption({ grid: { right: '60%' } })");

        Assert.Contains(
            "of the width", Assert.Single((JsonArray)(await browser.EvaluateAsync(Geometry))!)!.ToString(), StringComparison.Ordinal);
        await browser.EvaluateAsync("document.querySelector('.wide').removeAttribute('tabindex'); document.querySelector('h1').remove(); "
            + "document.querySelector('[role=img]').removeAttribute('aria-label')");
        var found = await AxeFindsAsync(browser);
        foreach (var rule in new[] { "scrollable-region-focusable", "page-has-heading-one", "role-img-alt" })
            Assert.Contains(found, finding => finding.StartsWith(rule, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_hundred_rows_of_a_thousand_runs_are_made_and_open_soon()
    {
        Chromium.Require();
        using var study = new MadeStudy(Study(200, 5, "1-sam", 30));
        var clock = Stopwatch.StartNew();

        var page = study.Report();

        output.WriteLine($"made in {clock.Elapsed.TotalSeconds:0.0} s, {new FileInfo(page).Length / 1e6:0.0} MB");
        await using var browser = await BrowserPage.OpenAsync(new Uri("about:blank"));
        clock.Restart();
        await browser.GoToAsync(new Uri("file://" + page));
        await browser.UntilAsync("document.readyState === 'complete' && window.samhost");
        output.WriteLine($"opens in {clock.Elapsed.TotalSeconds:0.0} s");
        Assert.Equal(200, (int)(await browser.EvaluateAsync("[...document.querySelectorAll('table')].at(-1).tBodies[0].rows.length"))!);
        Assert.Equal(7, (int)(await browser.EvaluateAsync("samhost.showAll(); samhost.figures['test-accuracy'].shown.length"))!);
        // Whoever chooses another row sees it in every figure.
        await browser.EvaluateAsync("document.querySelector('.chooser input:not(:checked)').click()");
        Assert.Equal(8, (int)(await browser.EvaluateAsync("samhost.figures['test-accuracy'].shown.length"))!);
    }

    private static async Task<IReadOnlyList<string>> AxeFindsAsync(BrowserPage browser)
    {
        if ((bool?)await browser.EvaluateAsync("Boolean(window.axe)") != true) await browser.EvaluateAsync(Axe + ";0");
        return [.. ((JsonArray)(await browser.EvaluateAsync(
            "axe.run().then(({ violations }) => violations.map(({ id, nodes: [one] }) => `${id}: ${one.html} ${one.failureSummary}`))"))!)
            .Select(finding => finding!.ToString())];
    }

    /// <summary>1 to 200 rows, labels of 3 and 200 characters, 1 and 10 seeds, sweeps of 1 to 5 settings, and what goes wrong.</summary>
    private static IEnumerable<(string Name, IEnumerable<MadeRun> Runs)> Studies()
    {
        yield return ("one row", Study(1, 1, "sgd", 5));
        yield return ("two rows of ten seeds", Study(2, 10, "sgd", 40));
        yield return ("eight rows that tie", Study(8, 2, "opt", 3).Select(run => run with { Accuracy = [1, 1, 1] }));
        yield return (
            "eight rows with long labels", Study(8, 2, string.Join(' ', Enumerable.Repeat("LearningRate=1e-5", 11)) + " and", 30));
        yield return ("eight rows with a label of one word", Study(8, 1, new string('x', 199), 3));
        yield return ("forty rows", Study(40, 2, "opt", 12));
        yield return ("two hundred rows", Study(200, 1, "opt", 8));
        yield return ("no metrics", Study(2, 1, "sgd", 5).Select(run => run with { HasTrainColumns = false }));
        yield return ("failed runs", Study(6, 2, "opt", 5).Select(
            (run, place) => run with { FailedBy = place is 2 or 4 ? "It diverged: in step 12 (epoch 2) the loss is not finite." : null }));
        for (var count = 1; count <= 5; count++) yield return ($"a sweep of {count}", Swept(count));
        yield return ("a sweep of long texts", Swept(["Study:Noise"], _ => 3));
    }

    private static IEnumerable<MadeRun> Study(int rows, int seeds, string label, int epochs) =>
        from row in Enumerable.Range(0, rows)
        from seed in Enumerable.Range(1, seeds)
        select new MadeRun
        {
            Optimizer = row == 0 ? "sgd" : $"{label}{(rows > 1 ? row : "")}", Rho = row == 0 ? null : 0.1, Seed = seed,
            Accuracy = Curve(epochs, 0.5 + (0.4 * row / rows), seed),
        };

    private static readonly (string Path, string[] Values)[] Settings =
    [
        ("Study:Optimizers:*:Options:Rho", ["0.01", "0.1", "1"]), ("Study:Noise:Options:Rate", ["0.2", "0.4"]),
        ("Study:Model:Options:HiddenSizes", ["[64,64]", "[256,256,256]"]), ("Study:BaseRule:Options:LearningRate", ["1e-5", "0.05"]),
        ("Study:BatchSize", ["32", "128"]),
    ];

    private static string LongText => string.Join('-', Enumerable.Repeat("labels", 20));

    private static IEnumerable<MadeRun> Swept(int count) => Swept([.. Settings.Take(count).Select(setting => setting.Path)], _ => 0);

    private static IEnumerable<MadeRun> Swept(string[] paths, Func<string, int> texts)
    {
        IEnumerable<(string Path, string Json)[]> points = [[]];
        foreach (var path in paths)
        {
            string[] values = texts(path) > 0
                ? [.. Enumerable.Range(0, texts(path)).Select(
                    place => $$"""{ "Name": "noise-{{place}}", "Options": { "File": "{{LongText}}" } }""")]
                : Settings.First(setting => setting.Path == path).Values;
            points = [.. points.SelectMany(_ => values, (earlier, value) => ((string, string)[])[.. earlier, (path, value)])];
        }

        return from optimizer in new[] { "sgd", "1-sam", "j-sam" }
               from point in points
               let own = point.Where(value => optimizer != "sgd" || value.Path != Settings[0].Path).ToArray()
               where own.Length == point.Length || point[0].Json == Settings[0].Values[0]
               from seed in new[] { 1, 2 }
               select new MadeRun
               {
                   Optimizer = optimizer, Rho = optimizer == "sgd" ? null : 0.1, Seed = seed, Sweep = own,
                   Accuracy = Curve(6, 0.4 + (0.02 * optimizer.Length * own.Length) + (0.01 * point.Sum(value => value.Json.Length)), seed),
               };
    }

    private static double[] Curve(int epochs, double end, int seed) =>
        [.. Enumerable.Range(1, epochs).Select(epoch => Math.Min(1, (end * epoch / epochs) + (0.01 * (seed * epoch % 3))))];

    private static string Resource(Type type, string name)
    {
        using var resource = type.Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(resource);
        return reader.ReadToEnd();
    }
}
