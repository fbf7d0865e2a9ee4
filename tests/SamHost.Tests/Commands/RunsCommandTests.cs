using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Runs;
using SamHost.TestSupport;

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
    public void A_folder_that_was_renamed_is_listed_by_its_new_name()
    {
        Assert.Equal(ExitCode.Success, _run.Invoke("run", "--set", "Study:Seeds=1,2").Exit);
        var folders = Directory.GetDirectories(_run.File("runs", "small"));
        Directory.Move(folders[0], _run.File("runs", "small", "renamed"));

        var result = _run.Invoke("runs");

        Assert.DoesNotContain(Path.GetFileName(folders[0]), result.Output, StringComparison.Ordinal);
        Assert.Contains("| renamed ", result.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("manifest.json", null, "runs/small/broken lacks its config.json or manifest.json")]
    [InlineData("manifest.json", "{", "runs/small/broken: config.json and manifest.json are not those of a run")]
    [InlineData("manifest.json", """{ "run": 5 }""", "runs/small/broken: config.json and manifest.json are not those of a run")]
    [InlineData("config.json", """{ "Label": "sgd" }""", "runs/small/broken: config.json and manifest.json are not those of a run")]
    [InlineData("config.json", "[]", "runs/small/broken: config.json and manifest.json are not those of a run")]
    public void A_folder_that_cannot_be_read_is_named_and_the_others_are_listed(string file, string? text, string message)
    {
        Assert.Equal(ExitCode.Success, _run.Invoke("run").Exit);
        var whole = Assert.Single(Directory.GetDirectories(_run.File("runs", "small")));
        foreach (var name in new[] { "manifest.json", "config.json" })
            _run.Write($"runs/small/broken/{name}", File.ReadAllText(Path.Combine(whole, name)));
        if (text is null) File.Delete(_run.File("runs", "small", "broken", file));
        else _run.Write($"runs/small/broken/{file}", text);

        var result = _run.Invoke("runs");

        Assert.Equal(ExitCode.Success, result.Exit);
        Assert.Contains($"Left out: {message}", result.Output, StringComparison.Ordinal);
        Assert.Contains(Path.GetFileName(whole), result.Output, StringComparison.Ordinal);
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
        Assert.Contains("There are no runs in runs.", _run.Invoke("runs").Output, StringComparison.Ordinal);
    }

    // Five of one study, of which one fails, and one of another.
    private void MakeSix()
    {
        Assert.Equal(
            ExitCode.Success,
            _run.Invoke(
                "run", "--set", "Study:Seeds=1,2", "--set", """Study:Optimizers=[{"Name":"sgd"},{"Name":"1-sam","Label":"sharp"}]""").Exit);
        Assert.Equal(ExitCode.Success, _run.Invoke("run", "--set", "Study:Name=other").Exit);
        using var folder = new PluginFolder("OwnParameter");
        Assert.Equal(
            ExitCode.RunFailed,
            _run.Invoke(
                ["run", .. folder.BesideShipped, "--set", "Study:Model:Name=scaled", "--set", "Study:Optimizers:0:Name=1-sam", "--set",
                    "Study:Optimizers:0:Label=sgd", "--set", "Gradients:Strict=true", "--set", "Study:Seeds=7"]).Exit);
    }

    private IReadOnlyList<string> Listed(params string[] arguments) => [.. Rows(arguments).Select(row => $"{row["label"]} {row["seed"]}")];

    private IReadOnlyList<JsonNode> Rows(params string[] arguments)
    {
        var result = _run.Invoke(["runs", "--json", .. arguments]);
        Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
        return [.. JsonNode.Parse(result.Output)!.AsArray().Select(row => row!)];
    }
}
