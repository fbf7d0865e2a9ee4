using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Runs;
using SamHost.TestSupport;

namespace SamHost.Studies.Tests.Processes;

/// <summary>Runs in processes of their own, by the real program.</summary>
[Trait("Duration", "Long")]
public sealed class ParallelStudyTests : IDisposable
{
    private const string Parallel = "--parallel=2";

    // Four runs of a fraction of a second each.
    private static readonly string[] FourRuns =
        ["run", "--set", "Study:Epochs=40", "--set", "Study:Seeds=1,2", "--set", """Study:Optimizers=[{"Name":"sgd"},{"Name":"1-sam"}]""",
            "--set", """Study:Sweep={"Study:Optimizers:1:Options:Rho":[0.1]}"""];

    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void The_results_are_those_of_one_process_bit_for_bit()
    {
        Assert.Equal(ExitCode.Success, _run.Invoke([.. FourRuns, "--out", "alone"]).Exit);

        var result = _run.Invoke([.. FourRuns, Parallel]);

        Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
        Assert.Contains("= 4 runs of 40 epochs", result.Output, StringComparison.Ordinal);
        Assert.Contains("on cpu; 2 processes at a time, 1 thread each.", result.Output, StringComparison.Ordinal);
        Assert.Contains("1-sam Rho=0.1, seed 2: epoch 40/40, loss ", result.Output, StringComparison.Ordinal);
        Assert.Contains("| 1-sam Rho=0.1 |", result.Output, StringComparison.Ordinal);
        Assert.Equal(Files("alone"), Files("runs"));
        Assert.All(Manifests(), manifest => Assert.Equal(("completed", 1), ((string?)manifest["status"], (int)manifest["threads"]!)));
        Assert.Equal("""{"Study:Optimizers:1:Options:Rho":0.1}""", Manifests()[0]["sweep"]!.ToJsonString());
        Assert.Contains("4 of 4 runs were complete already", _run.Invoke([.. FourRuns, Parallel]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_output_that_cannot_be_written_to_ends_the_study_and_its_processes()
    {
        using var output = new FullDisk();

        var result = _run.InvokeInto(output, "run", "--set", "Study:Epochs=20000", "--parallel=1");

        Assert.Equal(ExitCode.RunFailed, result.Exit);
        Assert.Contains("No space left on device", result.Errors, StringComparison.Ordinal);
        // Ended as by Ctrl-C: the same command goes on from there.
        Assert.Equal("cancelled", (string?)Assert.Single(Manifests())["status"]);
    }

    [Fact]
    public void Threads_that_nobody_has_set_are_divided_and_recorded()
    {
        Assert.Equal(ExitCode.Success, _run.Invoke("run", Parallel, "--set", "Torch:Threads=null").Exit);

        Assert.Equal(Math.Max(1, Environment.ProcessorCount / 2), (int)Assert.Single(Manifests())["threads"]!);
    }

    [Fact]
    public void Runs_that_are_complete_with_another_number_of_threads_are_said()
    {
        var threads = Environment.ProcessorCount + 1;
        Assert.Equal(ExitCode.Success, _run.Invoke([.. FourRuns, "--set", $"Torch:Threads={threads}"]).Exit);

        var other = _run.Invoke([.. FourRuns, Parallel, "--set", "Torch:Threads=null", "--set", "Study:Seeds=2,3"]);
        var same = _run.Invoke([.. FourRuns, Parallel, "--set", $"Torch:Threads={threads}", "--set", "Study:Seeds=2"]);

        Assert.Contains("2 of 4 runs are complete with another number of threads", other.Output, StringComparison.Ordinal);
        Assert.Contains($"--set Torch:Threads={threads} goes on with those", other.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("another number of threads", same.Output, StringComparison.Ordinal);
        Assert.Contains("2 of 2 runs were complete already", same.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_several_other_numbers_of_threads_the_one_that_most_runs_have_is_advised()
    {
        var (rare, frequent) = (Environment.ProcessorCount + 1, Environment.ProcessorCount + 2);
        _run.Invoke([.. FourRuns, "--set", $"Torch:Threads={rare}", "--set", "Study:Seeds=3"]);
        _run.Invoke([.. FourRuns, "--set", $"Torch:Threads={frequent}", "--set", "Study:Seeds=1,2"]);

        var output = _run.Invoke([.. FourRuns, "--set", "Study:Seeds=3,1,2"]).Output;

        Assert.Contains(
            "6 of 6 runs are complete with another number of threads, which other results follow from; they are made again with this "
                + $"one. --set Torch:Threads={frequent} goes", output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistake_is_said_once_before_any_process_is_started()
    {
        var result = _run.Invoke([.. FourRuns, Parallel, "--set", "Study:Model:Name=cnn"]);

        Assert.Equal(ExitCode.Configuration, result.Exit);
        Assert.Single(result.ErrorLines);
        Assert.False(Directory.Exists(_run.File("runs")));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_crash_ends_one_run_and_is_said_in_its_manifest()
    {
        using var process = SamHostProcess.Start(_run.Folder, [.. FourRuns, Parallel, "--set", "Study:Epochs=400"]);
        await UntilAsync(() => Running().Count >= 2, TestContext.Current.CancellationToken);
        SamHostProcess.Crash(process.Children[0]);

        var result = await process.EndAsync();

        Assert.Equal(ExitCode.RunFailed, result.Exit);
        Assert.Contains(" failed: Its process was ended by signal 9.", result.Output, StringComparison.Ordinal);
        Assert.Contains("1 run failed", result.Output, StringComparison.Ordinal);
        Assert.Equal(
            ["completed", "completed", "completed", "failed"], Manifests().Select(manifest => (string?)manifest["status"]).Order());
        Assert.Equal(
            "Its process was ended by signal 9.",
            (string?)Manifests().Single(manifest => (string?)manifest["status"] == "failed")["reason"]);
    }

    /// <summary>Both reach the whole group: the first from a terminal, the second from a job scheduler.</summary>
    [Theory(Timeout = 120_000)]
    [InlineData(SamHostProcess.Interrupt)]
    [InlineData(SamHostProcess.Terminate)]
    public async Task A_signal_to_all_ends_all_of_them_and_what_they_have_is_written(int signal)
    {
        using var process = SamHostProcess.Start(_run.Folder, [.. FourRuns, Parallel, "--set", "Study:Epochs=1000000"]);
        await UntilAsync(
            () => Running().Count >= 2 && Directory.GetFiles(_run.Folder, "metrics.csv", SearchOption.AllDirectories).Length >= 2,
            TestContext.Current.CancellationToken);

        process.SignalAll(signal);
        var result = await process.EndAsync();

        Assert.Equal((ExitCode.Cancelled, ""), (result.Exit, result.Errors));
        Assert.DoesNotContain("failed", result.Output, StringComparison.Ordinal);
        Assert.Contains("Cancelled after 0 of 4 runs.", result.Output, StringComparison.Ordinal);
        Assert.Equal(["cancelled", "cancelled"], Manifests().Select(manifest => (string?)manifest["status"]));
        Assert.Empty(process.Children);
    }

    /// <summary>
    /// Some of the moments are those in which the rehearsal or the process of a run has just been started, and has no way yet to hear of
    /// anything.
    /// </summary>
    [Fact(Timeout = 300_000)]
    public async Task Interrupted_at_any_moment_no_run_fails_and_started_again_it_has_the_results_of_an_undisturbed_one()
    {
        string[] longer = [.. FourRuns, "--set", "Study:Epochs=400"];
        Assert.Equal(ExitCode.Success, _run.Invoke([.. longer, "--out", "alone"]).Exit);
        foreach (var milliseconds in new[] { 0, 400, 800, 1000, 1200, 2500 })
        {
            using var process = SamHostProcess.Start(_run.Folder, [.. longer, Parallel]);
            await UntilAsync(() => process.Children.Count > 0, TestContext.Current.CancellationToken);
            await Task.Delay(milliseconds, TestContext.Current.CancellationToken);

            process.PressCtrlC();
            var result = await process.EndAsync();

            Assert.Equal((ExitCode.Cancelled, ""), (result.Exit, result.Errors));
            Assert.DoesNotContain("failed", result.Output, StringComparison.Ordinal);
            Assert.All(Running().Select(Status), status => Assert.True(status is "completed" or "cancelled", status));
        }

        var last = await SamHostProcess.RunAsync(_run.Folder, [.. longer, Parallel]);

        Assert.Equal(ExitCode.Success, last.Exit);
        Assert.Equal(Files("alone"), Files("runs"));
        Assert.All(Manifests(), manifest => Assert.Equal("completed", (string?)manifest["status"]));
    }

    /// <summary>Kills the study and its runs at moments that nobody chose, and begins again until nothing is left to do.</summary>
    [Fact(Timeout = 300_000)]
    public async Task Killed_at_random_moments_and_started_again_it_has_the_results_of_an_undisturbed_one()
    {
        string[] longer = [.. FourRuns, "--set", "Study:Epochs=400"];
        Assert.Equal(ExitCode.Success, _run.Invoke([.. longer, "--out", "alone"]).Exit);
        var random = new Random(5);
        for (var round = 0; round < 4; round++)
        {
            using var process = SamHostProcess.Start(_run.Folder, [.. longer, Parallel]);
            // The first time runs have certainly begun, and no checkpoint is written yet.
            if (round == 0) await UntilAsync(() => Running().Count >= 2, TestContext.Current.CancellationToken);
            else await Task.Delay(600 + random.Next(2500), TestContext.Current.CancellationToken);
            if (round % 2 == 0 && process.Children is [var child, ..]) SamHostProcess.Crash(child);
            var orphans = process.Children;
            if (process.IsRunning) process.Crash();
            await process.EndAsync();
            // Whoever has lost the process that started it does not go on alone.
            await UntilAsync(() => orphans.All(orphan => !Directory.Exists($"/proc/{orphan}")), TestContext.Current.CancellationToken);
        }

        var last = await SamHostProcess.RunAsync(_run.Folder, [.. longer, Parallel]);

        Assert.Equal(ExitCode.Success, last.Exit);
        Assert.Contains(Directory.GetDirectories(_run.File("runs", "small")), RunFolder.IsPrevious);
        Assert.Equal(Files("alone"), Files("runs"));
        Assert.All(Manifests(), manifest => Assert.Equal("completed", (string?)manifest["status"]));
    }

    private static async Task UntilAsync(Func<bool> condition, CancellationToken cancellation)
    {
        while (!condition()) await Task.Delay(30, cancellation);
    }

    private IReadOnlyList<string> Running() => Directory.Exists(_run.File("runs"))
        ? Directory.GetFiles(_run.File("runs"), "manifest.json", SearchOption.AllDirectories) : [];

    /// <summary>The runs, without what is left of earlier attempts.</summary>
    private IEnumerable<string> Runs(string output) =>
        Directory.GetDirectories(_run.File(output, "small")).Where(folder => !RunFolder.IsPrevious(folder)).Order(StringComparer.Ordinal);

    /// <summary>What must be the same: everything but times.</summary>
    private IEnumerable<(string Id, string Config, string Metrics, string Examples)> Files(string output) => Runs(output).Select(folder => (
        Path.GetFileName(folder),
        File.ReadAllText(Path.Combine(folder, "config.json")),
        File.ReadAllText(Path.Combine(folder, "metrics.csv")),
        Convert.ToHexString(File.ReadAllBytes(Path.Combine(folder, "examples.parquet")))));

    private static string? Status(string manifest) => (string?)JsonNode.Parse(File.ReadAllText(manifest))!["status"];

    private IReadOnlyList<JsonNode> Manifests() =>
        [.. Runs("runs").Select(folder => JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "manifest.json")))!)];

    /// <summary>Takes what is said before the first epoch.</summary>
    private sealed class FullDisk : StringWriter
    {
        public override void Write(string? value) =>
            base.Write(
                value?.Contains(": epoch ", StringComparison.Ordinal) == true ? throw new IOException("No space left on device") : value);
    }
}
