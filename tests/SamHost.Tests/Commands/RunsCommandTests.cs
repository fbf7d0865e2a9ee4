using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Runs;
using SamHost.Tests.Support;

namespace SamHost.Tests.Commands;

/// <summary><c>samhost runs</c> finds runs.</summary>
public sealed class RunsCommandTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void They_are_filtered_sorted_and_limited()
    {
        MakeSix();

        Assert.Equal(["sgd 1", "sharp 1", "sgd 2", "sharp 2", "sgd 7"], Listed("--study", "small"));
        Assert.Equal(["sharp 1", "sharp 2", "sgd 7"], Listed("--study", "small", "--optimizer", "1-sam"));
        Assert.Equal(["sharp 1", "sharp 2"], Listed("--study", "small", "--optimizer", "sharp"));
        Assert.Equal(["sgd 1"], Listed("--study", "other"));
        Assert.Equal(["sgd 7", "sgd 2"], Listed("--study", "small", "--sort", "seed", "--descending", "--limit", "2"));
        Assert.Equal(["sgd 7"], Listed("--status", "failed"));
        var accuracies = Rows("--sort", "accuracy").Select(row => (double?)row["finalTestAccuracy"]).ToList();
        Assert.Equal(accuracies.OfType<double>().Order(), accuracies[..^1].Select(accuracy => accuracy!.Value));
        Assert.Null(accuracies[^1]);
        Assert.Null((double?)Rows("--sort", "accuracy", "--descending")[^1]["finalTestAccuracy"]);
    }

    [Fact]
    public void The_table_has_a_line_for_each_run_with_why_it_failed()
    {
        MakeSix();

        var lines = _run.Invoke("runs").Output.Split('\n').Where(line => line.StartsWith('|')).ToList();

        Assert.Equal(2 + 6, lines.Count);
        var failed = Assert.Single(lines, line => line.Contains("| failed ", StringComparison.Ordinal));
        Assert.Contains("| small ", failed, StringComparison.Ordinal);
        Assert.Contains("sgd-s7-", failed, StringComparison.Ordinal);
        Assert.Contains("Gradients:Strict forbids", failed, StringComparison.Ordinal);
    }

    [Fact]
    public void Folders_that_came_or_went_are_said()
    {
        Assert.Equal(ExitCode.Success, _run.Invoke("run", "--set", "Study:Seeds=1,2").Exit);
        var folders = Directory.GetDirectories(_run.File("runs", "small"));
        Directory.Move(folders[0], _run.File("runs", "small", "renamed"));

        var result = _run.Invoke("runs");

        Assert.DoesNotContain(Path.GetFileName(folders[0]), result.Output, StringComparison.Ordinal);
        Assert.Contains("The folder of 1 run of the ledger is gone; 1 folder of a run is not in the ledger: 'samhost runs rebuild' makes it anew.", result.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Success, _run.Invoke("runs", "rebuild").Exit);
        Assert.DoesNotContain("rebuild", _run.Invoke("runs").Output, StringComparison.Ordinal);
        Assert.Contains("| renamed ", _run.Invoke("runs").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_a_run_is_left_out_by_name_when_the_ledger_is_made_anew()
    {
        Assert.Equal(ExitCode.Success, _run.Invoke("run").Exit);
        _run.Write("runs/small/half/config.json", "{}");

        var result = _run.Invoke("runs", "rebuild");

        Assert.Equal(ExitCode.Success, result.Exit);
        Assert.Contains("Left out: runs/small/half has no config.json and manifest.json of a run", result.Output, StringComparison.Ordinal);
        Assert.Contains("The ledger of runs has 1 run.", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Earlier_runs_of_the_same_configuration_are_shown_when_asked_for()
    {
        _run.Invoke("run");
        _run.Invoke("run", "--again");

        Assert.Single(Rows());
        Assert.Equal(2, Rows("--previous").Count);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_run_is_running_until_its_process_is_killed_and_interrupted_from_then_on()
    {
        using var process = SamHostProcess.Start(_run.Folder, "run", "--set", "Study:Epochs=1000000");
        while (Rows("--status", "running").Count == 0) await Task.Delay(30, TestContext.Current.CancellationToken);
        Assert.Empty(Rows("--status", "interrupted"));

        process.Crash();
        await process.EndAsync();

        Assert.Empty(Rows("--status", "running"));
        Assert.Single(Rows("--status", "interrupted"));
    }

    [Fact]
    public void Another_process_that_got_the_same_id_is_not_taken_for_the_runs()
    {
        var own = ProcessIdentity.Own();

        Assert.False(own.HasEnded);
        // One that had this id before, hours ago.
        Assert.True((own with { Started = own.Started.AddHours(-5) }).HasEnded);
        // Of another machine's nothing is known.
        Assert.False((own with { Host = "elsewhere", Id = int.MaxValue }).HasEnded);
        Assert.True((own with { Id = int.MaxValue }).HasEnded);
    }

    [Theory]
    [InlineData("--status finished: valid statuses are running, completed, failed, cancelled, interrupted.", "--status", "finished")]
    [InlineData("--sort acuracy: did you mean accuracy?", "--sort", "acuracy")]
    [InlineData("--limit is 0; give 1 or more.", "--limit", "0")]
    public void What_is_mistyped_is_said(string message, params string[] arguments)
    {
        var result = _run.Invoke(["runs", .. arguments]);

        Assert.Equal(ExitCode.Configuration, result.Exit);
        Assert.Equal(message, result.ErrorLines[0]);
    }

    [Fact]
    public void Without_any_run_it_says_so()
    {
        Assert.Contains("The ledger of runs has no runs.", _run.Invoke("runs").Output, StringComparison.Ordinal);
        Assert.Contains("There is no folder runs; give the folder of results", _run.Invoke("runs", "rebuild").Errors, StringComparison.Ordinal);
    }

    // Five of one study, of which one fails, and one of another.
    private void MakeSix()
    {
        Assert.Equal(ExitCode.Success, _run.Invoke("run", "--set", "Study:Seeds=1,2", "--set", """Study:Optimizers=[{"Name":"sgd"},{"Name":"1-sam","Label":"sharp"}]""").Exit);
        Assert.Equal(ExitCode.Success, _run.Invoke("run", "--set", "Study:Name=other").Exit);
        using var folder = new PluginLoading.PluginFolder("OwnParameter");
        Assert.Equal(ExitCode.RunFailed, _run.Invoke(["run", .. folder.BesideShipped, "--set", "Study:Model:Name=scaled", "--set", "Study:Optimizers:0:Name=1-sam", "--set", "Study:Optimizers:0:Label=sgd", "--set", "Gradients:Strict=true", "--set", "Study:Seeds=7"]).Exit);
    }

    private IReadOnlyList<string> Listed(params string[] arguments) => [.. Rows(arguments).Select(row => $"{row["label"]} {row["seed"]}")];

    private IReadOnlyList<JsonNode> Rows(params string[] arguments)
    {
        var result = _run.Invoke(["runs", "--json", .. arguments]);
        Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
        return [.. JsonNode.Parse(result.Output)!.AsArray().Select(row => row!)];
    }
}
