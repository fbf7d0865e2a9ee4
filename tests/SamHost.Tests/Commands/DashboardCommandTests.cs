using System.Net;
using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Tests.Commands;

/// <summary><c>samhost dashboard</c> and <c>run --dashboard</c>.</summary>
public sealed class DashboardCommandTests : IDisposable
{
    private static readonly string Install = "There is no Aspire dashboard here; install it by: dotnet tool install --global Aspire.Cli";

    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("dashboard")]
    [InlineData("run", "--dashboard")]
    public async Task Without_the_tool_it_says_how_to_install_it_and_trains_nothing(params string[] arguments)
    {
        // The path still has dotnet and setsid.
        var folders = Environment.GetEnvironmentVariable("PATH")!.Split(':').Where(folder => !File.Exists(Path.Combine(folder, "aspire")));
        using var process = SamHostProcess.StartWith(
            new() { ["HOME"] = _run.Folder, ["PATH"] = string.Join(':', folders) }, _run.Folder, arguments);

        var result = await process.EndAsync();

        Assert.Equal((ExitCode.Configuration, Install), (result.Exit, result.Errors.Trim()));
        Assert.False(Directory.Exists(_run.File("runs")));
    }

    [Fact(Timeout = 120_000)]
    [Trait("Duration", "Long")]
    public async Task It_prints_a_link_whose_token_the_page_asks_for_and_ends_by_Ctrl_C()
    {
        using var process = SamHostProcess.Start(_run.Folder, "dashboard");
        var first = await process.LineAsync();
        Assert.SkipWhen(first is null, "There is no aspire; dotnet tool install --global Aspire.Cli.");
        var link = new Uri(first!.Split(' ')[^1]);
        Assert.Equal("127.0.0.1", link.Host);
        var second = await process.LineAsync();
        Assert.StartsWith(
            "A study sends to it by: samhost run --set Telemetry:Endpoint=http://127.0.0.1:", second, StringComparison.Ordinal);

        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });
        using var stranger = await client.GetAsync(new Uri(link, "/traces"), TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.Redirect, "/login"), (stranger.StatusCode, stranger.Headers.Location!.AbsolutePath));
        using var owner = await client.GetAsync(link, TestContext.Current.CancellationToken);
        using var page = await client.GetAsync(new Uri(link, "/traces"), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);

        var children = process.Children;
        process.PressCtrlC();
        Assert.Equal(ExitCode.Success, (await process.EndAsync()).Exit);
        Assert.NotEmpty(children);
        Assert.All(children, child => Assert.False(Directory.Exists($"/proc/{child}")));
    }
}
