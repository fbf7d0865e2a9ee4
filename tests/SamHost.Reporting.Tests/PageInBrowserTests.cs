using System.Text.RegularExpressions;
using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Reporting.Tests;

/// <summary>The pages of a report and of suspects, in a browser.</summary>
[Trait("Duration", "Long")]
public sealed partial class PageInBrowserTests : IDisposable
{
    private const string Study = """
        {
          "Study": {
            "Name": "digits", "Epochs": 2,
            "Dataset": { "Name": "digits", "Options": { "TestCount": 1500 } },
            "Noise": { "Name": "symmetric", "Options": { "Rate": 0.3 } },
            "Model": { "Name": "mlp", "Options": { "HiddenSizes": [16] } },
            "Optimizers": [{ "Name": "sgd" }, { "Name": "1-sam" }]
          }
        }
        """;

    // Counts what is really drawn: figures that have an extent, pictures that were decoded.
    private const string Count = """
        <script>
        const figures = [...document.querySelectorAll("figure svg")]
            .filter(svg => svg.getBBox().width > 100 && svg.getBoundingClientRect().height > 50);
        const pictures = [...document.querySelectorAll("img")].filter(image => image.complete && image.naturalWidth > 0);
        const broken = document.querySelectorAll("img").length - pictures.length;
        const width = document.documentElement.scrollWidth > innerWidth ? "too wide" : "fits";
        document.body.dataset.drawn = `${figures.length} figures, ${pictures.length} pictures, ${broken} broken, ${width}`;
        </script>
        </body>
        """;

    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("report.html", 10, 24)]
    [InlineData("suspects.html", 2, 80)]
    public async Task A_page_draws_everything_says_nothing_and_asks_for_nothing(string name, int figures, int pictures)
    {
        Chromium.Require();
        _run.Write("study.json", Study);
        Assert.Equal(ExitCode.Success, _run.Invoke("run", "study.json").Exit);
        Assert.Equal(ExitCode.Success, _run.Invoke(name[..^5], "digits").Exit);
        var page = _run.File("runs", "digits", name);

        var (_, console, requests) = await Chromium.OpenAsync(page);

        Assert.Empty(console);
        Assert.Empty(requests);
        // Again without the policy that forbids requests: it had nothing to forbid.
        var bare = Policy().Replace(await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken), "");
        await File.WriteAllTextAsync(page, bare.Replace("</body>", Count, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        var (document, talk, asked) = await Chromium.OpenAsync(page);
        Assert.Empty(talk);
        Assert.Empty(asked);
        Assert.Equal($"{figures} figures, {pictures} pictures, 0 broken, fits", Drawn().Match(document).Groups[1].Value);
    }

    [Fact]
    public async Task The_page_of_a_sweep_draws_its_figures_too()
    {
        Chromium.Require();
        _run.Write("study.json", Study);
        Assert.Equal(ExitCode.Success, _run.Invoke(
            "run", "study.json", "--set", "Output:Report=true", "--set", "Study:RecordExamplesAt=[]", "--set",
            """Study:Sweep={"Study:Optimizers:*:Options:Rho":[0.01,0.1,1],"Study:Noise:Options:Rate":[0.2,0.4]}""").Exit);
        var page = _run.File("runs", "digits", "report.html");

        var (_, console, requests) = await Chromium.OpenAsync(page);

        Assert.Empty(console);
        Assert.Empty(requests);
        await File.WriteAllTextAsync(
            page, Policy().Replace(await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken), "")
                .Replace("</body>", Count, StringComparison.Ordinal), TestContext.Current.CancellationToken);
        // Final and peak accuracy over each of the two settings, and six figures over the epochs.
        Assert.StartsWith(
            "10 figures, ", Drawn().Match((await Chromium.OpenAsync(page)).Document).Groups[1].Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_that_asks_for_something_would_be_noticed()
    {
        Chromium.Require();
        _run.Write(
            "strict.html",
            """
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'"><body><img src="http://127.0.0.1:9/a.png"></body>
            """);
        _run.Write("lax.html", """<body><img src="http://127.0.0.1:9/a.png"></body>""");

        Assert.NotEmpty((await Chromium.OpenAsync(_run.File("strict.html"))).Console);
        Assert.Contains("http://127.0.0.1:9/a.png", (await Chromium.OpenAsync(_run.File("lax.html"))).Requests);
    }

    [GeneratedRegex("<meta http-equiv=\"Content-Security-Policy\"[^>]*>")]
    private static partial Regex Policy();

    [GeneratedRegex("data-drawn=\"([^\"]*)\"")]
    private static partial Regex Drawn();
}
