using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Studies.Tests.Processes;

/// <summary>What is left of results where a run's process ends badly, by the real program.</summary>
[Trait("Duration", "Long")]
public sealed class CrashedRunTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("completed")]
    [InlineData("running")]
    public async Task A_run_that_fails_before_it_begins_leaves_an_earlier_one_as_it_was(string status)
    {
        string[] sweep = [
            "run", "--set", """Study:Dataset={"Name":"csv","Options":{"Path":"a.csv"}}""", "--set",
            """Study:Sweep={"Study:Dataset:Options:Path":["a.csv","b.csv"]}"""];
        foreach (var name in new[] { "a.csv", "b.csv" })
            _run.Write(name, string.Concat(Enumerable.Range(0, 40).Select(i => $"{i},{i % 7},{i % 2}\n")));
        Assert.Equal(ExitCode.Success, _run.Invoke(sweep).Exit);
        var folder = Directory.GetDirectories(_run.File("runs", "small"), "*b.csv-s1-*").Single();
        var manifest = File.ReadAllText(Path.Combine(folder, "manifest.json"))
            .Replace("\"completed\"", $"\"{status}\"", StringComparison.Ordinal);
        _run.Write(Path.Combine(folder, "manifest.json"), manifest);
        File.Delete(_run.File("b.csv"));

        var result = await SamHostProcess.RunAsync(_run.Folder, [.. sweep, "--again", "--parallel=2", "--set", "Output:Report=true"]);

        Assert.Equal(ExitCode.RunFailed, result.Exit);
        Assert.Matches("The data of seed 1 cannot be had: .*b\\.csv", result.Output);
        Assert.Contains("1 run failed", result.Output, StringComparison.Ordinal);
        Assert.Equal(manifest, File.ReadAllText(Path.Combine(folder, "manifest.json")));
        Assert.False(File.Exists(Path.Combine(folder, "error.txt")));
        // The report is of the runs that were made.
        Assert.DoesNotContain("b.csv", File.ReadAllText(_run.File("runs", "small", "report.html")), StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_run_that_was_complete_when_its_process_crashed_stays_complete()
    {
        // It takes connections and never answers: the process waits for it at its end, when the run is over.
        using var collector = new TcpListener(IPAddress.Loopback, 0);
        collector.Start();
        using var process =
            SamHostProcess.Start(_run.Folder, "run", "--parallel=1", "--set", $"Telemetry:Endpoint=http://{collector.LocalEndpoint}");
        while (!Directory.Exists(_run.File("runs")) || !Manifests()
            .Any(file => File.ReadAllText(file).Contains("\"completed\"", StringComparison.Ordinal)))
            await Task.Delay(30, TestContext.Current.CancellationToken);
        // It says that the run has ended once its files are there.
        await Task.Delay(2_000, TestContext.Current.CancellationToken);
        SamHostProcess.Crash(Assert.Single(process.Children));

        var result = await process.EndAsync();

        Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
        Assert.Contains(
            "A process ended badly after its last run, by signal 9; its runs are as they were.", result.Output, StringComparison.Ordinal);
        Assert.Equal("completed", (string?)JsonNode.Parse(File.ReadAllText(Assert.Single(Manifests())))!["status"]);
    }

    private string[] Manifests() => Directory.GetFiles(_run.File("runs"), "manifest.json", SearchOption.AllDirectories);
}
