using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Runs;
using SamHost.TestSupport;

namespace SamHost.Slurm.Tests;

/// <summary>A study on a real Slurm: the same results as on one machine, whatever happens to its jobs.</summary>
[Trait("Duration", "Long")]
public sealed class ClusterStudyTests : IDisposable
{
    private const string Study = """
        {
          "Study": {
            "Name": "small", "Epochs": 150, "BatchSize": 8, "Seeds": [1, 2, 3, 4, 5, 6], "RecordExamplesAt": [1, 75, 150],
            "Dataset": { "Name": "gaussian-toy", "Options": { "Dimension": 6, "TrainCount": 60, "TestCount": 40 } },
            "Noise": { "Name": "symmetric", "Options": { "Rate": 0.3 } },
            "Model": { "Name": "mlp", "Options": { "HiddenSizes": [8] } },
            "Optimizers": [{ "Name": "sgd" }, { "Name": "1-sam" }, { "Name": "j-sam" }, { "Name": "l-sam" }]
          },
          "Torch": { "Threads": 1 },
          "Output": { "Report": false },
          "Slurm": { "RunsPerElement": 2, "Memory": "300M", "Heartbeat": "00:00:05" }
        }
        """;

    private readonly CommandRun _run = new();
    private readonly List<string> _disturbances = [];
    private MiniCluster? _cluster;

    public ClusterStudyTests() => _run.Write("appsettings.json", Study);

    private MiniCluster Cluster => _cluster!;

    public void Dispose()
    {
        _cluster?.Dispose();
        // One that is stopped, after a failed test, would stay for ever.
        ElementProcesses.Signal("KILL", Processes());
        _run.Dispose();
    }

    [Fact(Timeout = 600_000)]
    public async Task The_results_are_those_of_one_machine_byte_for_byte_also_when_jobs_are_preempted_requeued_and_cut_off()
    {
        Start();
        Assert.Equal(ExitCode.Success, (await SamHostProcess.RunAsync(_run.Folder, "run", "--parallel", "2", "--out", "alone")).Exit);

        // In peace.
        var calm = await SubmitAsync("run", "--on", "slurm", "--follow", "--out", "calm", "--set", "Slurm:RunsPerElement=4");
        Assert.Equal((ExitCode.Success, ""), (calm.Exit, calm.Errors));
        AssertSame("alone", "calm");
        Assert.Contains(
            "Every run is complete already", (await SubmitAsync("run", "--on", "slurm", "--out", "calm")).Output, StringComparison.Ordinal);

        // Whoever submits is ended on the way, and called again.
        using (var first = SamHostProcess.StartWith(Cluster.Variables, _run.Folder, "run", "--on", "slurm"))
        {
            MiniCluster.Until(() => Cluster.Run("squeue", "-h").Length > 0, "the first job");
            first.Crash();
            await first.EndAsync();
        }

        using var following = SamHostProcess.StartWith(Cluster.Variables, _run.Folder, "run", "--on", "slurm", "--follow");
        var end = following.EndAsync();
        Disturb(new Random(11), () => end.IsCompleted);
        var cancellation = TestContext.Current.CancellationToken;
        var result = await ReleaseUntilAsync(end, cancellation);
        Assert.Contains("queued or running already", result.Output, StringComparison.Ordinal);
        // A controller that crashes forgets what it did last: such a job may end as failed, and the same command submits it again.
        if (result.Exit != ExitCode.Success)
        {
            Assert.Contains("its job failed", result.Output, StringComparison.Ordinal);
            using var again = SamHostProcess.StartWith(Cluster.Variables, _run.Folder, "run", "--on", "slurm", "--follow");
            result = await ReleaseUntilAsync(again.EndAsync(), cancellation);
        }

        Assert.True(
            result.Exit == ExitCode.Success,
            $"{result.Output}{result.Errors}\n{string.Join('\n', _disturbances)}\n{Cluster.ControllerLog}\n{Logs()}");
        AssertSame("alone", "runs");
        // What was complete was left alone: a folder that was set aside holds a run that was cut off.
        Assert.All(
            Directory.GetDirectories(_run.File("runs", "small"), "*.previous*"),
            folder => Assert.NotEqual("completed", (string?)Manifest(folder)?["status"]));
        var attempts = Directory.GetFiles(_run.File("runs", "small"), "*.jsonl", SearchOption.AllDirectories)
            .Sum(file => File.ReadLines(file).Count(line => line.Contains("progress", StringComparison.Ordinal)));
        Assert.True(attempts >= 12, $"There were {attempts} attempts for 12 runs.");
        Assert.InRange(Directory.GetDirectories(_run.File("runs", "small", ".slurm")).Length, 1, 2);
    }

    [Fact]
    public async Task An_attempt_that_was_stopped_while_another_took_over_writes_nothing_and_says_why()
    {
        Start();
        string[] arguments =
        [
            "run", "--on", "slurm", "--set", "Study:Epochs=100000", "--set", "Study:Seeds=1",
            "--set", """Study:Optimizers=[{"Name":"sgd"}]""",
            "--set", "Slurm:Heartbeat=00:00:01", "--set", "Study:RecordExamplesAt=[]",
        ];
        Assert.Equal(ExitCode.Success, (await SubmitAsync(arguments)).Exit);
        MiniCluster.Until(() => Directory.GetFiles(_run.Folder, "heartbeat.json", SearchOption.AllDirectories).Length == 1
            && Directory.GetFiles(_run.Folder, "metrics.csv", SearchOption.AllDirectories).Length == 1, "the first attempt");
        var folder = Path.GetDirectoryName(Directory.GetFiles(_run.Folder, "heartbeat.json", SearchOption.AllDirectories).Single())!;
        var node = Assert.Single(Cluster.Running()).Node;
        var stopped = Processes();
        ElementProcesses.Signal("STOP", stopped);

        // As when a node is cut off: Slurm gives it up, and its processes are there still.
        Cluster.Crash(node);
        Cluster.Run("scontrol", "update", $"nodename={node}", "state=down", "reason=test");
        MiniCluster.Until(() => (string?)Owner(folder)?["node"] is { } now && now != node, "the second attempt", seconds: 60);
        var token = (string?)Owner(folder)!["token"];
        ElementProcesses.Signal("CONT", stopped);
        MiniCluster.Until(() => stopped.All(process => !Directory.Exists($"/proc/{process}")), "the end of the first attempt");

        var log = Logs();
        Assert.True(log.Contains("writes nothing more: the run is now made by job ", StringComparison.Ordinal), log);
        Assert.False(log.Contains(" failed", StringComparison.Ordinal), log);
        Assert.Equal(token, (string?)Owner(folder)!["token"]);
        Assert.Equal(("running", 1), ((string?)Manifest(folder)!["status"], (int?)Manifest(folder)!["parts"]!.AsArray()[^1]!["restart"]));
        Assert.Single(Cluster.Running());

        var shown = await SubmitAsync("runs", "--study", "small", "--json");
        var run = Assert.Single(JsonNode.Parse(shown.Output)!.AsArray())!["cluster"]!;
        Assert.Equal(("running", 2), ((string?)run["state"], (int)run["attempts"]!));
        Assert.NotEqual(node, (string?)run["where"]);

        // Who cancels finds a checkpoint afterwards, and no job comes back.
        Assert.Contains("Cancelled job ", (await SubmitAsync("cancel", "small")).Output, StringComparison.Ordinal);
        MiniCluster.Until(() => (string?)Manifest(folder)?["status"] == "cancelled", "the end");
        Assert.NotEmpty(Directory.GetDirectories(Path.Combine(folder, "checkpoints"), "step-*"));
        MiniCluster.Until(() => Cluster.Run("squeue", "-h").Length == 0, "the empty queue");
    }

    [Fact]
    public async Task Another_scheduler_makes_the_same_runs_by_their_numbers()
    {
        string[] two = ["--set", "Study:Seeds=1", "--set", """Study:Optimizers=[{"Name":"sgd"},{"Name":"1-sam"}]"""];
        Assert.Equal(ExitCode.Success, (await SamHostProcess.RunAsync(_run.Folder, ["run", "--out", "alone", .. two])).Exit);
        var written = await SamHostProcess.RunAsync(_run.Folder, ["run", "--on", "requests", "--set", "Slurm:RunsPerElement=1", .. two]);
        Assert.Equal((ExitCode.Success, ""), (written.Exit, written.Errors));
        var requests = Directory.GetFiles(_run.File("runs", "small"), "?.json", SearchOption.AllDirectories).Order().ToList();
        Assert.Equal(["0.json", "1.json"], requests.Select(Path.GetFileName));

        foreach (var request in requests)
            Assert.Equal(ExitCode.Success, (await SamHostProcess.RunAsync(_run.Folder, "run-one", "--request", request)).Exit);

        var (alone, together) = (Folders("alone"), Folders("runs"));
        Assert.Equal(["1-sam-s1", "sgd-s1"], together.Keys);
        Assert.All(alone, run => RunBytes.AssertSame(run.Value, together[run.Key]));
        // Again: there is nothing to do.
        var again = await SamHostProcess.RunAsync(_run.Folder, "run-one", "--request", requests[0]);
        Assert.Equal((ExitCode.Success, ""), (again.Exit, again.Errors));
    }

    private void Start()
    {
        Assert.SkipWhen(MiniCluster.Missing is not null, MiniCluster.Missing ?? "");
        _cluster = new MiniCluster();
    }

    // A job whose launch failed on a node that came back is held by Slurm, until somebody releases it.
    private async Task<CommandResult> ReleaseUntilAsync(Task<CommandResult> end, CancellationToken cancellation)
    {
        while (await Task.WhenAny(end, Task.Delay(1_000, cancellation)) != end)
        {
            cancellation.ThrowIfCancellationRequested();
            foreach (var held in Cluster.Held()) Cluster.Run("scontrol", "release", held);
        }

        return await end;
    }

    private async Task<CommandResult> SubmitAsync(params string[] arguments)
    {
        using var process = SamHostProcess.StartWith(Cluster.Variables, _run.Folder, arguments);
        return await process.EndAsync();
    }

    /// <summary>Five preemptions, three requeues, a slurmd and a slurmctld that go and come back, in any order.</summary>
    private void Disturb(Random random, Func<bool> hasEnded)
    {
        Action<string, string>[] acts =
            [Preempt, Preempt, Preempt, Preempt, Preempt, Requeue, Requeue, Requeue, RestartNode, RestartController];
        random.Shuffle(acts);
        foreach (var act in acts)
        {
            MiniCluster.Until(() => Cluster.Running().Count > 0 || hasEnded(), "an element that runs", seconds: 60);
            Thread.Sleep(random.Next(1200));
            if (Cluster.Running() is not { Count: > 0 } running) continue;
            var (job, node) = (running[random.Next(running.Count)].Job, running[random.Next(running.Count)].Node);
            _disturbances.Add($"{DateTime.Now:HH:mm:ss.f} {act.Method.Name} {job} {node}");
            act(job, node);
        }

        void Preempt(string job, string node) =>
            Cluster.Run("sbatch", "-p", "high", "--exclusive", "-w", node, "--output=/dev/null", "--wrap", "sleep 0.5");

        void Requeue(string job, string node) => Cluster.Run("scontrol", "requeue", job);

        void RestartNode(string job, string node)
        {
            Cluster.Crash(node);
            Cluster.StartNode(node);
        }

        void RestartController(string job, string node)
        {
            Cluster.WaitForSavedState();
            Cluster.Crash("slurmctld");
            Cluster.StartController();
        }
    }

    private void AssertSame(string expected, string actual)
    {
        var (left, right) = (Folders(expected), Folders(actual));
        Assert.Equal(24, left.Count);
        Assert.Equal(left.Keys, right.Keys);
        foreach (var (name, folder) in left) RunBytes.AssertSame(folder, right[name]);
    }

    // The hash differs: on the cluster the memory budget is a number.
    private SortedDictionary<string, string> Folders(string output) => new(
        Directory.GetDirectories(_run.File(output, "small")).Where(folder => File.Exists(Path.Combine(folder, RunFolder.ManifestFile))
            && !RunFolder.IsPrevious(folder))
            .ToDictionary(folder => Path.GetFileName(folder)[..Path.GetFileName(folder).LastIndexOf('-')]));

    private string Logs() => string.Concat(
        Directory.GetFiles(_run.Folder, "*.log", SearchOption.AllDirectories).Select(file => $"\n{file}\n{File.ReadAllText(file)}"));

    private static JsonNode? Manifest(string folder) => Json(Path.Combine(folder, RunFolder.ManifestFile));

    private static JsonNode? Owner(string folder) => Json(Path.Combine(folder, "owner.json"));

    private static JsonNode? Json(string path) => File.Exists(path) ? JsonNode.Parse(File.ReadAllText(path)) : null;

    private List<int> Processes() => ElementProcesses.In(_run.Folder);
}
