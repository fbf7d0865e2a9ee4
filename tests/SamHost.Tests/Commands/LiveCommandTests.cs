using System.Net;
using System.Net.Sockets;
using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Tests.Commands;

/// <summary><c>samhost look</c> and <c>samhost run --live</c>.</summary>
public sealed class LiveCommandTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Where_there_is_nothing_to_look_at_it_says_so()
    {
        var result = _run.Invoke("look");

        Assert.Equal(ExitCode.Configuration, result.Exit);
        Assert.Equal(["There are no runs in runs; 'samhost run' makes some."], result.ErrorLines);
    }

    [Fact]
    public void A_name_that_leads_nowhere_is_answered_with_the_nearest()
    {
        _run.Invoke("run");

        var result = _run.Invoke("look", "smal");

        Assert.Equal(ExitCode.Configuration, result.Exit);
        Assert.Contains("did you mean small?", Assert.Single(result.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_runs_is_named()
    {
        Directory.CreateDirectory(_run.File("empty"));

        Assert.Contains(
            "empty is neither the folder of a run", Assert.Single(_run.Invoke("look", "empty").ErrorLines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("65536")]
    public void A_port_that_is_none_is_refused(string port) =>
        Assert.Contains($"--port is {port}; give 0 to 65535.", _run.Invoke("look", "--port", port).ErrorLines);

    [Fact]
    public async Task It_serves_until_Ctrl_C()
    {
        _run.Invoke("run");
        using var program = SamHostProcess.Start(_run.Folder, "look", "small");
        var link = (await program.LineAsync())!["The live page is ".Length..].Split(';')[0];
        using var client = new HttpClient();

        var page = await client.GetStringAsync(new Uri(link), TestContext.Current.CancellationToken);
        Assert.Contains("<title>SamHost</title>", page, StringComparison.Ordinal);
        program.PressCtrlC();
        var end = await program.EndAsync();

        Assert.Equal((ExitCode.Success, ""), (end.Exit, end.Errors));
    }

    [Theory]
    [InlineData()]
    [InlineData("--parallel", "2")]
    public async Task A_study_with_a_page_ends_as_one_without_where_nobody_watches(params string[] options)
    {
        var result = await SamHostProcess.RunAsync(_run.Folder, ["run", "--live", .. options]);

        Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
        Assert.Matches(@"(?m)^The live page is http://127\.0\.0\.1:\d+/\?token=[0-9a-f]{32}$", result.Output);
        Assert.Single(Directory.GetDirectories(_run.File("runs", "small"), "sgd-s*"));
    }

    [Fact]
    public async Task A_page_that_cannot_be_is_said_before_anything_is_trained()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var result = await SamHostProcess.RunAsync(_run.Folder, "run", "--live", "--port", $"{port}");

        Assert.Equal(ExitCode.Configuration, result.Exit);
        Assert.Equal([$"Port {port} of 127.0.0.1 is taken; give another by --port, or none for any that is free."], result.ErrorLines);
        Assert.False(Directory.Exists(_run.File("runs")));
    }
}
