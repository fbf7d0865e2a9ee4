using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Plugins.Tests.Calls;

/// <summary>Workers that make one run after another, and what runs leave behind in them; by the real program.</summary>
[Trait("Duration", "Long")]
public sealed class WorkerTests : MisbehavingRuns
{
    [Fact]
    public async Task Two_workers_make_all_runs_of_a_study()
    {
        var result = await RunAsync("--parallel=2", "--set", "Study:Seeds=1,2,3,4", "--set", Optimizers("sgd", "1-sam"));

        Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
        Assert.Equal(8, Manifests().Count);
        Assert.Equal(2, Manifests().Select(Process).Distinct().Count());
    }

    [Fact]
    public async Task A_worker_is_replaced_after_a_run_that_threw_what_nobody_expected_and_not_after_one_that_diverged()
    {
        var result = await RunAsync(
            "--parallel=1", "--set", "Study:Epochs=3", "--set",
            """Study:Optimizers=[{"Name":"sgd"},{"Name":"late-nan-weights"},{"Name":"1-sam"},{"Name":"throws-in-step"},{"Name":"n-sam"}]""",
            "--set", "Study:BatchSize=4");

        Assert.Equal((ExitCode.RunFailed, ""), (result.Exit, result.Errors));
        Assert.Equal("failed", EndOf("late-nan-weights-s1-").Status);
        Assert.Equal(
            ("failed", "The optimizer 'throws-in-step' of the plugin Misbehaving failed in Step: no gradient today"),
            EndOf("throws-in-step-s1-"));
        var processes = new[] { "sgd", "late-nan-weights", "1-sam", "throws-in-step", "n-sam" }
            .Select(label => Process(Manifests().Single(run => ((string)run["run"]!).StartsWith($"{label}-s1", StringComparison.Ordinal))))
            .ToList();
        Assert.Single(processes.Take(4).Distinct());
        Assert.NotEqual(processes[0], processes[4]);
    }

    /// <summary>One run in five crashes, hangs, exits or throws, and the others are as if it had not been there.</summary>
    [Fact]
    public async Task Among_runs_that_end_their_workers_the_others_have_the_bytes_of_an_undisturbed_process_and_each_is_made_once()
    {
        string[] good = ["sgd", "n-sam", "1-sam", "j-sam"];
        string[] settings = ["--set", "Study:Epochs=3", "--set", "Study:Seeds=1,2,3,4", "--set", "Plugins:CallLimit=00:00:02"];
        Assert.Equal(ExitCode.Success, (await RunAsync([.. settings, "--set", Optimizers(good), "--out", "alone"])).Exit);

        foreach (var bad in new[] { "fails-natively", "hangs", "exits", "throws-in-step" })
        {
            var result = await RunAsync([.. settings, "--parallel=2", "--set", Optimizers([.. good, bad]), "--out", bad]);

            Assert.Equal((ExitCode.RunFailed, ""), (result.Exit, result.Errors));
            Assert.Contains("4 runs failed", result.Output, StringComparison.Ordinal);
            var runs = Directory.GetDirectories(Run.File(bad, "small"));
            Assert.Equal(20, runs.Length);
            Assert.All(
                runs,
                run => Assert.Equal(
                    Path.GetFileName(run).StartsWith(bad, StringComparison.Ordinal) ? "failed" : "completed", Status(run)));
            Assert.All(
                Directory.GetDirectories(Run.File("alone", "small")),
                alone => Assert.Equal(Files(alone), Files(Run.File(bad, "small", Path.GetFileName(alone)))));
        }
    }

    [Theory]
    [InlineData(
        "changes-process",
        "A component of changes-process has changed the culture and libtorch's default type and the environment variable MISBEHAVING for "
            + "the whole process; it was put back for other runs.")]
    [InlineData(
        "counts-steps",
        "The optimizer 'counts-steps' of the plugin Misbehaving keeps static state that runs change (CountsSteps.Steps): a run may depend "
            + "on those that its process made before it.")]
    [InlineData("leaves-threads", "There are more and more threads, ")]
    public async Task What_runs_leave_behind_in_their_process_is_told_once_and_put_back_where_that_can_be(string optimizer, string note)
    {
        foreach (var parallel in new[] { "--parallel=1", "--quiet=false" })
        {
            var result = await RunAsync(
                parallel, "--again", "--set", "Study:Seeds=1,2,3,4,5,6", "--set", Optimizers(optimizer, "sgd"));

            Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
            Assert.Single(result.Output.Split('\n'), line => line.StartsWith(note, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("--parallel=1")]
    [InlineData("--quiet=false")]
    public async Task Runs_that_write_half_a_line_or_cannot_be_looked_at_end_as_they_should(string parallel)
    {
        var result = await RunAsync(
            parallel, "--set", Optimizers("fails-to-initialise", "writes-half-a-line", "sgd"), "--set", "Study:Seeds=1,2,3");

        Assert.Equal((ExitCode.RunFailed, ""), (result.Exit, result.Errors));
        Assert.Contains("3 runs failed", result.Output, StringComparison.Ordinal);
        Assert.Equal("failed", EndOf("fails-to-initialise-s3-").Status);
        Assert.Equal(("completed", "completed"), (EndOf("writes-half-a-line-s3-").Status, EndOf("sgd-s3-").Status));
    }

    [Fact]
    public async Task What_one_run_changes_for_the_process_no_other_run_sees()
    {
        Assert.Equal(ExitCode.Success, (await RunAsync("--set", Optimizers("sgd"), "--set", "Study:Seeds=1,2", "--out", "alone")).Exit);

        Assert.Equal(
            ExitCode.Success,
            (await RunAsync("--set", Optimizers("changes-process", "sgd"), "--set", "Study:Seeds=1,2", "--parallel=1")).Exit);

        Assert.All(
            Directory.GetDirectories(Run.File("alone", "small")),
            alone => Assert.Equal(Files(alone), Files(Run.File("runs", "small", Path.GetFileName(alone)))));
    }

    [Fact]
    public async Task After_many_runs_a_worker_has_the_memory_of_the_first_ones()
    {
        const int Runs = 60;
        using var process = SamHostProcess.Start(
            Run.Folder, "run", "--parallel=1", "--set", $"Study:Seeds=[{string.Join(",", Enumerable.Range(1, Runs))}]", "--set",
            "Study:Optimizers=[{\"Name\":\"1-sam\"}]", "--set", "Study:Epochs=5");
        var sizes = new List<(int Runs, double Megabytes)>();
        while (process.IsRunning)
        {
            if (process.Children is [var worker] && SamHostProcess.ResidentMegabytesOf(worker) is { } size) sizes.Add((Completed(), size));
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        Assert.Equal(ExitCode.Success, (await process.EndAsync()).Exit);
        var early = sizes.Where(at => at.Runs is >= 10 and < 20).Max(at => at.Megabytes);
        var late = sizes.Where(at => at.Runs >= Runs - 10).Max(at => at.Megabytes);
        Assert.True(late < 1.05 * early, $"{early} MB after ten runs and {late} MB after {Runs}.");
    }

    private static int Process(JsonNode manifest) => (int)manifest["process"]!["id"]!;

    private static string? Status(string run) => (string?)JsonNode.Parse(File.ReadAllText(Path.Combine(run, "manifest.json")))!["status"];

    private static (string Config, string Metrics, string Examples) Files(string run) => (
        File.ReadAllText(Path.Combine(run, "config.json")),
        File.ReadAllText(Path.Combine(run, "metrics.csv")),
        Convert.ToHexString(File.ReadAllBytes(Path.Combine(run, "examples.parquet"))));

    private int Completed() => !Directory.Exists(Run.File("runs", "small")) ? 0
        : Directory.GetDirectories(Run.File("runs", "small")).Count(run => File.Exists(Path.Combine(run, "manifest.json"))) - 1;

    private IReadOnlyList<JsonNode> Manifests() =>
    [
        .. Directory.GetFiles(Run.File("runs"), "manifest.json", SearchOption.AllDirectories)
            .Select(file => JsonNode.Parse(File.ReadAllText(file))!),
    ];
}
