using System.Diagnostics;
using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Runs;
using SamHost.TestSupport;

namespace SamHost.Slurm.Tests;

/// <summary>
/// What can become of single elements, on a real Slurm: each has a name, the others go on, and the same command submits what is missing.
/// </summary>
[Trait("Duration", "Long")]
public sealed class ClusterFailuresTests : IDisposable
{
    // What is to become of the elements: the runs of the seeds, by number.
    private const int JobKilled = 0, WorkerKilled = 1, EndsBadly = 2, Held = 3, CancelledEarly = 4, Cancelled = 5, Quiet = 6, Warned = 7,
        FullDisk = 8;

    // A node's own mistake, until somebody mends it.
    private const string Study = """
        {
          "Study": {
            "Name": "small", "Epochs": 300, "BatchSize": 8, "Seeds": [0, 1, 2, 3, 4, 5, 6, 7, 8], "RecordExamplesAt": [1, 300],
            "Dataset": { "Name": "gaussian-toy", "Options": { "Dimension": 6, "TrainCount": 60, "TestCount": 40 } },
            "Noise": { "Name": "symmetric", "Options": { "Rate": 0.3 } },
            "Model": { "Name": "mlp", "Options": { "HiddenSizes": [8] } },
            "Optimizers": [{ "Name": "sgd" }]
          },
          "Gradients": { "MemoryBudget": 75 },
          "Torch": { "Threads": 1 },
          "Output": { "Report": false },
          "Slurm": {
            "Heartbeat": "00:01:00",
            "Setup": ["[ -e broken ] && [ $SLURM_ARRAY_TASK_ID = 2 ] && echo 'module: there is no dotnet' >&2 && exit 3"]
          }
        }
        """;

    private readonly CommandRun _run = new();
    private MiniCluster? _cluster;
    private List<string> _runs = [];
    private string? _disk;

    public ClusterFailuresTests() => _run.Write("appsettings.json", Study);

    private MiniCluster Cluster => _cluster!;

    public void Dispose()
    {
        _cluster?.Dispose();
        ElementProcesses.Signal("KILL", ElementProcesses.In(_run.Folder));
        EmptyDisk();
        _run.Dispose();
    }

    [Fact(Timeout = 600_000)]
    public async Task Each_failure_has_a_name_the_others_go_on_and_the_same_command_submits_what_is_missing()
    {
        Assert.SkipWhen(MiniCluster.Missing is not null, MiniCluster.Missing ?? "");
        _cluster = new MiniCluster();
        _run.Write("broken", "");

        // Nothing starts yet.
        Cluster.Run("scontrol", "update", "partitionname=low", "state=down");
        using var following = SamHostProcess.StartWith(Cluster.Variables, _run.Folder, "run", "--on", "slurm", "--follow");
        var end = following.EndAsync();
        var clock = Stopwatch.StartNew();
        MiniCluster.Until(() => Cluster.Run("squeue", "-h", "-r").Split('\n').Length == 9, "the jobs", seconds: 180);
        var job = Cluster.Run("squeue", "-h", "-o", "%F").Split('\n')[0];
        _runs = RunsOf(Directory.GetFiles(_run.Folder, "runs.json", SearchOption.AllDirectories).Single());
        Cluster.Run("scontrol", "hold", $"{job}_{Held}");
        Cluster.Run("scancel", $"{job}_{CancelledEarly}");
        Cluster.Run("scontrol", "update", "partitionname=low", "state=up");

        AwaitTraining(Warned);
        var warned = ElementProcesses.OfRequest(_run.Folder, Warned);
        ElementProcesses.Signal("STOP", warned);
        MiniCluster.Until(() => ElementProcesses.IsStopped(warned[0]), "the stop");
        // Slurm sends what is due five minutes before the limit within thirty seconds.
        Cluster.Run("scontrol", "update", $"jobid={job}_{Warned}", "timelimit=5");
        AwaitTraining(FullDisk);
        FillDisk(_run.File("runs", "small", Id(FullDisk), "checkpoints"));
        AwaitTraining(JobKilled);
        ElementProcesses.Signal("KILL", ElementProcesses.OfRequest(_run.Folder, JobKilled)[0]);
        AwaitTraining(WorkerKilled);
        ElementProcesses.Signal("KILL", ElementProcesses.OfRequest(_run.Folder, WorkerKilled)[1]);
        AwaitTraining(Cancelled);
        Cluster.Run("scancel", $"{job}_{Cancelled}");
        MiniCluster.Until(() => ElementProcesses.In(_run.Folder).Except(warned).Count() == 1, "the end of the others", seconds: 180);

        var logs = Path.GetDirectoryName(Directory.GetFiles(_run.Folder, $"{job}_{Quiet}.log", SearchOption.AllDirectories).Single());
        await AssertAsync(
            (JobKilled, "failed", "its job failed (a process was killed, or could not be started); the same command goes on with it; see "),
            (WorkerKilled, "failed", "Its process was ended by signal 9."),
            (EndsBadly, "failed", "its job failed (its log ends with: module: there is no dotnet); the same command goes on with it; see "
                + $"{Path.GetRelativePath(_run.Folder, logs!)}/{job}_{EndsBadly}.log"),
            (Held, "queued", "an administrator holds it (JobHeldAdmin)"),
            (CancelledEarly, "cancelled", "it was cancelled before it began; the same command goes on with it"),
            (Cancelled, "cancelled", null),
            (Quiet, "completed", null),
            (Warned, "running", null),
            (FullDisk, "failed", "No space left on device"));
        var alone = SamHostProcess.RunAsync(_run.Folder, "run", "--out", "alone");

        // Warned by Slurm itself, which has a process that is stopped go on first; and once more as Slurm does it.
        MiniCluster.Until(() => !ElementProcesses.IsStopped(warned[0]), "Slurm's warning", seconds: 180);
        ElementProcesses.Signal("CONT", warned);
        AwaitLog(job, ", restart 1, on ");
        AwaitLog(job, " goes on after step-");
        Cluster.Run("scancel", "--signal=USR1", "--batch", $"{job}_{Warned}");
        AwaitLog(job, ", restart 2, on ");
        // Whoever follows asks Slurm every thirty seconds.
        MiniCluster.Until(() => clock.Elapsed > TimeSpan.FromSeconds(40), "the next question to Slurm", seconds: 180);
        Cluster.Run("scontrol", "release", $"{job}_{Held}");

        var first = await end.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Equal((ExitCode.RunFailed, ""), (first.Exit, first.Errors));
        foreach (var element in new[] { JobKilled, WorkerKilled, EndsBadly, FullDisk }) AssertSaid($"{Id(element)} failed: ");
        foreach (var element in new[] { CancelledEarly, Cancelled }) AssertSaid($"{Id(element)} was cancelled\n");
        AssertSaid("1 queued (an administrator holds it (JobHeldAdmin))");
        AssertSaid("6 runs failed: samhost runs --study small says why.");
        // Slurm may have warned it again.
        Assert.InRange((int)(await RunsAsync())[Warned]["attempts"]!, 3, 9);

        Assert.Equal(ExitCode.Success, (await alone).Exit);
        await NeverStartsAsync();
        await TheSameCommandAsync();

        void AssertSaid(string text) => Assert.Contains(text, first.Output, StringComparison.Ordinal);
    }

    private async Task NeverStartsAsync()
    {
        Assert.Equal(ExitCode.Success, (await SamHostAsync("run", "--on", "slurm", "--set", "Slurm:Time=02:00:00")).Exit);
        const string Never = "Slurm:Time is over the partition's limit: it can never start there (PartitionTimeLimit)";
        MiniCluster.Until(() => Cluster.Run("squeue", "-h", "-t", "pending", "-o", "%r") == "PartitionTimeLimit", "Slurm's reason");
        await AssertAsync((JobKilled, "queued", Never), (FullDisk, "queued", Never), (Quiet, "completed", null));
        Assert.Equal(ExitCode.Success, (await SamHostAsync("cancel", "small")).Exit);
    }

    // With what was broken mended; and Slurm's controller goes away as soon as all has begun.
    private async Task TheSameCommandAsync()
    {
        File.Delete(_run.File("broken"));
        EmptyDisk();
        using var following = SamHostProcess.StartWith(Cluster.Variables, _run.Folder, "run", "--on", "slurm", "--follow");
        var end = following.EndAsync();
        MiniCluster.Until(() => AttemptsOfLatest() == 6, "the jobs", seconds: 180);
        Cluster.Crash("slurmctld");

        // Slurm's own commands wait for it some seconds.
        var cancelling = SamHostAsync("cancel", "small");
        var shown = await SamHostAsync("runs", "--study", "small");
        Assert.Contains("Slurm does not answer, so this is what the folders of the runs say: ", shown.Output, StringComparison.Ordinal);
        var counts = shown.Output[shown.Output.IndexOf("On the cluster: ", StringComparison.Ordinal)..].Split('\n')[0];
        Assert.False(counts.Contains("failed", StringComparison.Ordinal) || counts.Contains("lost", StringComparison.Ordinal), counts);
        var refused = await cancelling;
        Assert.StartsWith("Slurm does not answer, and nothing was cancelled; try again later. ", refused.Errors, StringComparison.Ordinal);
        var result = await end;
        Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
        Assert.DoesNotContain("requeued", result.Output, StringComparison.Ordinal);
        Cluster.StartController();
        for (var element = 0; element < 9; element++)
            RunBytes.AssertSame(_run.File("alone", "small", Id(element)), _run.File("runs", "small", Id(element)));
    }

    private int AttemptsOfLatest()
    {
        var latest = Directory.GetDirectories(_run.File("runs", "small", ".slurm")).Max(StringComparer.Ordinal)!;
        var attempts = Path.Combine(latest, "attempts");
        return Directory.Exists(attempts) ? Directory.GetFiles(attempts).Length : 0;
    }

    private void AwaitTraining(int element) => MiniCluster.Until(
        () => File.Exists(_run.File("runs", "small", Id(element), RunFolder.MetricsFile)), $"element {element}", seconds: 180);

    private void AwaitLog(string job, string text) => MiniCluster.Until(
        () => File.ReadAllText(Directory.GetFiles(_run.Folder, $"{job}_{Warned}.log", SearchOption.AllDirectories).Single())
            .Contains(text, StringComparison.Ordinal),
        text, seconds: 180);

    private async Task AssertAsync(params (int Element, string State, string? Why)[] expected)
    {
        var runs = await RunsAsync();
        foreach (var (element, state, why) in expected)
        {
            var run = runs[element];
            Assert.Equal((element, state), (element, (string?)run["state"]));
            if (why is null) Assert.Null((string?)run["why"]);
            else Assert.Contains(why, (string?)run["why"], StringComparison.Ordinal);
        }
    }

    // In the order of the elements.
    private async Task<List<JsonNode>> RunsAsync()
    {
        var shown = await SamHostAsync("runs", "--study", "small", "--json");
        Assert.Equal(ExitCode.Success, shown.Exit);
        var runs = JsonNode.Parse(shown.Output)!.AsArray().ToDictionary(run => (string)run!["run"]!, run => run!["cluster"]!);
        return [.. _runs.Select(run => runs[run])];
    }

    private async Task<CommandResult> SamHostAsync(params string[] arguments)
    {
        using var process = SamHostProcess.StartWith(Cluster.Variables, _run.Folder, arguments);
        return await process.EndAsync();
    }

    private string Id(int element) => _runs[element];

    private static List<string> RunsOf(string submission) =>
        [.. JsonNode.Parse(File.ReadAllText(submission))!.AsArray().Select(element => (string)element![0]!["run"]!)];

    // Of one page: no checkpoint has room there.
    private void FillDisk(string folder)
    {
        Directory.CreateDirectory(folder);
        Assert.Equal(0, Execute("mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", folder));
        _disk = folder;
    }

    private void EmptyDisk()
    {
        if (_disk is not null) Execute("umount", _disk);
        _disk = null;
    }

    private static int Execute(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        process.WaitForExit();
        return process.ExitCode;
    }
}
