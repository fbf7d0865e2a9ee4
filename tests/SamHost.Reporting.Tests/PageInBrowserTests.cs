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

    // What is really drawn: figures that have an extent, pictures that were decoded.
    private const string Count = """
        (() => {
          samhost.showAll();
          const figures = [...document.querySelectorAll("figure svg")].filter(svg => svg.querySelectorAll("path").length > 3);
          const pictures = [...document.images].filter(image => image.complete && image.naturalWidth > 0);
          const width = document.documentElement.scrollWidth > innerWidth ? "too wide" : "fits";
          return `${figures.filter(svg => svg.getBoundingClientRect().height > 50 && svg.closest(".plot")).length} figures, `
            + `${pictures.length} pictures, ${document.images.length - pictures.length} broken, ${width}`;
        })()
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

        Assert.Equal($"{figures} figures, {pictures} pictures, 0 broken, fits", await CountAsync(page));
        // Again without the policy that forbids requests: it had nothing to forbid.
        var bare = Policy().Replace(await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken), "");
        await File.WriteAllTextAsync(page, bare, TestContext.Current.CancellationToken);
        Assert.Equal($"{figures} figures, {pictures} pictures, 0 broken, fits", await CountAsync(page));
    }

    [Fact]
    public async Task The_page_of_a_sweep_draws_its_figures_too()
    {
        Chromium.Require();
        _run.Write("study.json", Study);
        Assert.Equal(ExitCode.Success, _run.Invoke(
            "run", "study.json", "--set", "Output:Report=true", "--set", "Study:RecordExamplesAt=[]", "--set",
            """Study:Sweep={"Study:Optimizers:*:Options:Rho":[0.01,0.1,1],"Study:Noise:Options:Rate":[0.2,0.4]}""").Exit);

        // Over rho at 2 rates and over the rate at 3 rhos, a heat map, and six figures over the epochs.
        Assert.Equal("12 figures, 0 pictures, 0 broken, fits", await CountAsync(_run.File("runs", "digits", "report.html")));
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

    private static async Task<string?> CountAsync(string page)
    {
        var address = new Uri("file://" + page);
        await using var browser = await BrowserPage.OpenAsync(address);
        await browser.UntilAsync("document.readyState === 'complete' && window.samhost");
        var count = (string?)await browser.EvaluateAsync(Count);
        Assert.Empty(browser.Complaints);
        Assert.All(browser.Requests, asked => Assert.True(asked == address || asked.Scheme == "data", asked.AbsoluteUri));
        return count;
    }

    [GeneratedRegex("<meta http-equiv=\"Content-Security-Policy\"[^>]*>")]
    private static partial Regex Policy();
}
