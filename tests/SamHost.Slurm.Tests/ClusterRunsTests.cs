using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Runs;
using SamHost.TestSupport;

namespace SamHost.Slurm.Tests;

/// <summary>How runs on a cluster stand, from their folders and what squeue would print; without a Slurm.</summary>
public sealed class ClusterRunsTests : IDisposable
{
    // The same here and there, so that a run has the same id.
    private static readonly string[] Same = ["--set", "Gradients:MemoryBudget=1024", "--set", "Study:Seeds=[1,2]"];

    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    private string Study => _run.File("runs", "small");

    [Theory]
    [InlineData("PENDING|PartitionTimeLimit", ClusterState.Queued, "Slurm:Time is over the partition's limit: it can never start there")]
    [InlineData("PENDING|PartitionConfig", ClusterState.Queued, "it can never start there (PartitionConfig)")]
    [InlineData("PENDING|BadConstraints", ClusterState.Queued, "no node has what Slurm:Constraint asks for: it can never start")]
    [InlineData("PENDING|JobHeldUser", ClusterState.Queued, "it is held; scontrol release lets it go")]
    [InlineData("PENDING|launch failed requeued held", ClusterState.Queued, "scontrol release lets it try again")]
    [InlineData("PENDING|None", ClusterState.Queued, null)]
    [InlineData("RUNNING|None", ClusterState.Starting, null)]
    [InlineData("CANCELLED|None", ClusterState.Cancelled, null)]
    [InlineData("FAILED|NonZeroExitCode", ClusterState.Failed,
        "its job failed (it ended badly, or a process of it was killed); the same command goes on with it")]
    [InlineData("FAILED|JobLaunchFailure", ClusterState.Failed,
        "its job failed (a process was killed, or could not be started); the same command goes on with it")]
    [InlineData("FAILED|NoReason", ClusterState.Failed, "its job failed (NoReason); the same command goes on with it")]
    [InlineData("NODE_FAIL|None", ClusterState.Failed, "its node failed, and Slurm did not requeue it")]
    [InlineData("OUT_OF_MEMORY|OutOfMemory", ClusterState.Failed, "it took more memory than Slurm:Memory")]
    [InlineData("TIMEOUT|TimeLimit", ClusterState.Failed, "it reached its time limit; the same command goes on with it")]
    [InlineData("PREEMPTED|None", ClusterState.Failed, "others came first, and Slurm did not requeue it")]
    [InlineData("COMPLETED|None", ClusterState.Failed, "its job ended without a word; the same command goes on with it")]
    [InlineData(null, ClusterState.Lost, "its job is gone; the same command submits it again")]
    public void Each_outcome_has_a_name(string? job, ClusterState state, string? why)
    {
        var id = Submit();

        var run = Read(job is null ? "" : $"12_0|0|{job}|n1|samhost:{id}:0")[0];

        Assert.Equal(state, run.State);
        if (why is null) Assert.Null(run.Why);
        else Assert.Contains(why, run.Why, StringComparison.Ordinal);
        Assert.Equal(("sgd", "sgd", 1L), (run.Label, run.Optimizer, run.Seed));
    }

    [Fact]
    public void What_waits_again_was_requeued_and_what_was_given_up_has_failed()
    {
        var id = Submit();
        Attempt(id, 0, """{"at":"x","job":"12_0","restart":0,"node":"n1","progress":"nothing"}""");
        Attempt(id, 1, """{"at":"x","job":"12_1","restart":0,"node":"n1","progress":"nothing"}""");
        Attempt(id, 1, """{"at":"x","failed":"It was started 4 times in a row without getting on."}""");

        var runs = Read($"12_0|0|PENDING|BeginTime||samhost:{id}:0\n12_1|1|FAILED|NonZeroExitCode|n1|samhost:{id}:0");

        Assert.Equal(
            (ClusterState.Requeued, "it may start again in a moment (BeginTime)", 1), (runs[0].State, runs[0].Why, runs[0].Attempts));
        Assert.Equal((ClusterState.Failed, "It was started 4 times in a row without getting on."), (runs[1].State, runs[1].Why));
    }

    [Fact]
    public void What_has_begun_since_Slurm_was_asked_was_not_requeued()
    {
        var id = Submit();
        var runs = new ClusterRuns(
            Study, _ => SlurmQueue.Parse($"12_0|0|PENDING|Resources||samhost:{id}:0\n12_1|1|PENDING|Resources||samhost:{id}:0"));
        Assert.All(runs.Read(), run => Assert.Equal(ClusterState.Queued, run.State));

        Attempt(id, 1, """{"at":"x","job":"12_1","restart":0,"node":"n1","progress":"nothing"}""");

        Assert.Equal([(ClusterState.Queued, 0), (ClusterState.Starting, 1)], runs.Read().Select(run => (run.State, run.Attempts)));
    }

    [Fact]
    public void A_submission_that_Slurm_was_not_asked_of_has_it_asked_again()
    {
        const string Earlier = "20200101-000000-00000000";
        Directory.Move(Path.Combine(Study, ".slurm", Submit()), Path.Combine(Study, ".slurm", Earlier));
        string[] known = [$"12_1|1|RUNNING|None|n1|samhost:{Earlier}:0"];
        var runs = new ClusterRuns(Study, _ => SlurmQueue.Parse(string.Join('\n', known)));
        Assert.Equal(ClusterState.Cancelled, runs.Read()[0].State);

        known = [.. known, $"12_0|0|PENDING|None||samhost:{Submit()}:0"];

        Assert.Equal(ClusterState.Queued, runs.Read()[0].State);
    }

    [Fact]
    public void One_element_that_Slurm_has_no_more_was_cancelled_if_it_has_no_log()
    {
        var id = Submit();
        var others = $"12_1|1|RUNNING|None|n1|samhost:{id}:0";
        var run = Read(others)[0];
        Assert.Equal((ClusterState.Cancelled, "it was cancelled before it began; the same command goes on with it"), (run.State, run.Why));

        var log = Log(id, 0, "bash: dotnet: not found\n");

        run = Read(others)[0];
        Assert.Equal((ClusterState.Lost, $"its job is gone; the same command submits it again; see {log}"), (run.State, run.Why));
    }

    [Theory]
    [InlineData("NonZeroExitCode", "job 12_0 on n1: RUN.\nRUN failed: No space left on device\n", "No space left on device")]
    [InlineData("NonZeroExitCode", "job 12_0 on n1: RUN.\nRUN-2 failed: It diverged.\n",
        "its job failed (its log ends with: RUN-2 failed: It diverged.)")]
    [InlineData("NonZeroExitCode", "bash: dotnet: not found\n",
        "its job failed (its log ends with: bash: dotnet: not found); the same command goes on with it; see LOG")]
    [InlineData("NonZeroExitCode", "job 12_0 on n1: RUN.\nRUN failed: Once.\njob 12_0, restart 1, on n1: RUN.\n",
        "its job failed (it ended badly, or a process of it was killed); the same command goes on with it; see LOG")]
    [InlineData("NonZeroExitCode", "",
        "its job failed (it ended badly, or a process of it was killed); the same command goes on with it; its log LOG is empty")]
    [InlineData("JobLaunchFailure", "job 12_0 on n1: RUN.\nsgd, seed 1: epoch 1/2\n",
        "its job failed (a process was killed, or could not be started); the same command goes on with it; see LOG")]
    public void Why_an_element_failed_is_read_from_its_log_where_nothing_else_says_it(string reason, string text, string why)
    {
        var id = Submit();
        var squeue = $"12_0|0|FAILED|{reason}|n1|samhost:{id}:0";
        var run = Read(squeue)[0].Id;
        var log = Log(id, 0, text.Replace("RUN", run, StringComparison.Ordinal));

        var said = Read(squeue)[0].Why!;

        Assert.StartsWith(
            why.Replace("RUN", run, StringComparison.Ordinal).Replace("LOG", log, StringComparison.Ordinal), said,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Where_Slurm_does_not_answer_nothing_is_said_of_it()
    {
        Submit();
        var runs = new ClusterRuns(Study, _ => throw new SlurmAwayException("squeue: Connection refused"));

        Assert.All(runs.Read(), run => Assert.Equal(
            (ClusterState.Queued, "Slurm does not answer", true), (run.State, run.Why, run.MayComeBack)));
        Assert.Equal("squeue: Connection refused", runs.Problem);
    }

    [Fact]
    public void Slurm_is_asked_once_for_all_and_a_run_that_ended_is_not_read_again()
    {
        Assert.Equal(ExitCode.Success, _run.Invoke(["run", .. Same]).Exit);
        var id = Submit();
        var asked = 0;
        var runs = new ClusterRuns(Study, study =>
        {
            Assert.Equal("small", study);
            asked++;
            return [];
        });
        Assert.All(runs.Read(), run => Assert.Equal((ClusterState.Lost, 0), (run.State, run.Attempts)));

        // As if the elements had made them now.
        foreach (var manifest in Manifests()) File.SetLastWriteTimeUtc(manifest, DateTime.UtcNow.AddMinutes(1));
        Assert.All(runs.Read(), run => Assert.Equal(ClusterState.Completed, run.State));
        foreach (var manifest in Manifests()) File.Delete(manifest);

        Assert.All(runs.Read(), run => Assert.Equal(ClusterState.Completed, run.State));
        Assert.Equal(1, asked);
    }

    [Fact]
    public void To_look_writes_nothing()
    {
        Submit();
        DateTime[] before = Times();

        Read("");
        Assert.Equal(ExitCode.Success, _run.Invoke("runs", "--study", "small").Exit);

        Assert.Equal(before, Times());

        DateTime[] Times() => [.. Directory.GetDirectories(Study, "*", SearchOption.AllDirectories).Prepend(Study)
            .Order(StringComparer.Ordinal).Select(Directory.GetLastWriteTimeUtc)];
    }

    [Fact]
    public void What_another_scheduler_is_to_make_is_requested_and_Slurm_not_asked()
    {
        Assert.Equal(ExitCode.Success, _run.Invoke(["run", "--on", "requests", .. Same]).Exit);
        var runs = new ClusterRuns(Study, _ => throw new InvalidOperationException("There is no Slurm."));

        Assert.All(runs.Read(), run => Assert.Equal((ClusterState.Requested, null), (run.State, run.Why)));
        Assert.Null(runs.Problem);
        var shown = _run.Invoke("runs", "--study", "small");
        Assert.Contains("On the cluster: 2 requested.", shown.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Slurm does not answer", shown.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_options_of_the_list_hold_for_runs_that_wait_as_for_those_that_began()
    {
        string[] study = [.. Same, "--set", """Study:Optimizers=[{"Name":"sgd"},{"Name":"1-sam"}]"""];
        Assert.Equal(
            ExitCode.Success,
            _run.Invoke(["run", .. Same, "--set", "Study:Seeds=[2]", "--set", """Study:Optimizers=[{"Name":"sgd"}]"""]).Exit);
        Assert.Equal(ExitCode.Success, _run.Invoke(["run", "--on", "requests", "--again", .. study]).Exit);

        Assert.Equal(["sgd-s2", "1-sam-s1", "1-sam-s2", "sgd-s1"], Names());
        Assert.Equal(["sgd-s2", "sgd-s1"], Names("--optimizer", "sgd"));
        Assert.Equal(["1-sam-s1", "1-sam-s2"], Names("--sort", "label", "--limit", "2"));
        Assert.Equal(["1-sam-s2", "sgd-s2"], Names("--sort", "seed", "--descending", "--limit", "2").Order(StringComparer.Ordinal));
        Assert.Equal(4, Names("--status", "requested").Count);
        Assert.Empty(Names("--status", "completed"));
        var refused = _run.Invoke("runs", "--study", "small", "--status", "requestd");
        Assert.Equal(ExitCode.Configuration, refused.Exit);
        Assert.Contains("did you mean requested?", refused.Errors, StringComparison.Ordinal);
        Assert.Contains(
            "No run is like that.", _run.Invoke("runs", "--study", "small", "--status", "failed").Output, StringComparison.Ordinal);

        List<string> Names(params string[] options)
        {
            var result = _run.Invoke(["runs", "--study", "small", "--json", .. options]);
            Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
            return
            [
                .. JsonNode.Parse(result.Output)!.AsArray().Select(run => (string)run!["run"]!).Select(id => id[..id.LastIndexOf('-')]),
            ];
        }
    }

    private string[] Manifests() => Directory.GetFiles(Study, RunFolder.ManifestFile, SearchOption.AllDirectories);

    // What a submission to Slurm leaves: the latest of them is the one that counts.
    private string Submit()
    {
        Assert.Equal(ExitCode.Success, _run.Invoke(["run", "--on", "requests", "--again", .. Same]).Exit);
        var folder = Directory.GetDirectories(Path.Combine(Study, ".slurm")).Order(StringComparer.Ordinal).Last();
        File.WriteAllText(Path.Combine(folder, "jobs.json"), """{"arrays":[{"job":"12","first":0,"count":2}],"report":null}""");
        return Path.GetFileName(folder);
    }

    private void Attempt(string submission, int number, string line)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Study, ".slurm", submission, "attempts")).FullName;
        File.AppendAllText(Path.Combine(folder, $"{number}.jsonl"), line + "\n");
    }

    private string Log(string submission, int index, string text)
    {
        var path = Path.Combine(Study, ".slurm", submission, "logs", $"12_{index}.log");
        File.WriteAllText(path, text);
        return path;
    }

    private IReadOnlyList<ClusterRun> Read(string squeue) => new ClusterRuns(Study, _ => SlurmQueue.Parse(squeue)).Read();
}
