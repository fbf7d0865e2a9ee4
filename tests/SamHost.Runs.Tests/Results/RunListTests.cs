using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Runs.Results;
using SamHost.TestSupport;

namespace SamHost.Runs.Tests.Results;

/// <summary>The list of the runs of real studies, held against what the runs' folders say.</summary>
public sealed class RunListTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void It_says_of_each_run_what_its_folder_says()
    {
        const string Optimizers = """Study:Optimizers=[{"Name":"sgd"},{"Name":"1-sam","Label":"sharp"}]""";
        Assert.Equal(ExitCode.Success, _run.Invoke("run", "--set", "Study:Seeds=1,2", "--set", Optimizers).Exit);

        var runs = ListAsInFolders(_run.File("runs"), expected: 4);

        Assert.Equal(["sgd", "sgd", "sharp", "sharp"], runs.Select(run => run.Label).Order(StringComparer.Ordinal));
        var expected = ("completed", Environment.ProcessId, 1, "cpu");
        Assert.All(runs, run => Assert.Equal(expected, (run.Status, run.Process!.Id, run.Threads!.Value, run.Device)));
    }

    [Fact]
    public void It_names_the_process_of_each_run_of_a_study_of_processes()
    {
        Assert.Equal(ExitCode.Success, _run.Invoke("run", "--parallel=2", "--set", "Study:Seeds=1,2,3,4").Exit);

        var runs = ListAsInFolders(_run.File("runs"), expected: 4);

        Assert.Equal(2, runs.Select(run => run.Process!.Id).Append(Environment.ProcessId).Distinct().Count() - 1);
    }

    [Fact]
    public void Runs_that_fail_or_are_cancelled_say_so_with_the_reason()
    {
        using var study = new SmallStudy("""{ "Study": { "Epochs": 9, "Optimizers": [{ "Name": "sgd" }, { "Name": "1-sam" }] } }""");
        using var source = new CancellationTokenSource();
        study.Observe = (label, _) => new Diary("a", [], line =>
        {
            if (label == "sgd" && line == "EpochStarting 2") throw new InvalidOperationException("it rains");
            if (label == "1-sam" && line == "StepCompleted 3 9") source.Cancel();
        });

        study.RunUntil(source.Token);

        var runs = ListAsInFolders(Path.Combine(study.Folder, "runs"), expected: 2);
        var statuses = runs.OrderBy(run => run.Started).Select(run => (run.Optimizer, run.Status));
        Assert.Equal([("sgd", "failed"), ("1-sam", "cancelled")], statuses);
        Assert.Equal("The observer Diary failed in EpochStarting: it rains", runs.Single(run => run.Status == "failed").Reason);
        Assert.All(runs, run => Assert.True(run.Ended >= run.Started));
    }

    [Fact]
    public void A_run_that_is_made_again_leaves_the_earlier_one_in_a_folder_of_its_own()
    {
        Assert.Equal(ExitCode.Success, _run.Invoke("run").Exit);
        var earlier = Assert.Single(RunList.Read(_run.File("runs")).Runs);

        Assert.Equal(ExitCode.Success, _run.Invoke("run", "--again").Exit);

        var previous = Assert.Single(
            ListAsInFolders(_run.File("runs"), expected: 2), run => run.Folder == earlier.Folder + ".previous");
        Assert.Equal(earlier.Machines, previous.Machines);
        Assert.Equal(earlier with { Folder = previous.Folder, Machines = previous.Machines }, previous);
    }

    private static IReadOnlyList<RunSummary> ListAsInFolders(string directory, int expected)
    {
        var (runs, unreadable) = RunList.Read(directory);
        Assert.Empty(unreadable);
        Assert.Equal(expected, runs.Count);
        Assert.Equal(
            Directory.GetFiles(directory, "manifest.json", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(directory, Path.GetDirectoryName(file)!)).Order(StringComparer.Ordinal),
            runs.Select(run => run.Folder).Order(StringComparer.Ordinal));
        Assert.All(runs, run =>
        {
            var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(directory, run.Folder, "manifest.json")))!;
            var configuration = JsonNode.Parse(File.ReadAllText(Path.Combine(directory, run.Folder, "config.json")))!;
            Assert.Equal(
                ((string?)manifest["run"], (string?)manifest["study"], (string?)manifest["status"], (string?)manifest["reason"]),
                (run.Run, run.Study, run.Status, run.Reason));
            Assert.Equal(
                ((string?)configuration["Label"], (string?)configuration["Optimizer"]!["Name"], (long)configuration["Seed"]!),
                (run.Label, run.Optimizer, run.Seed));
            Assert.Equal(((DateTimeOffset)manifest["started"]!, (DateTimeOffset?)manifest["ended"]), (run.Started, run.Ended));
            Assert.Equal((Environment.MachineName, (int)manifest["process"]!["id"]!), (run.Process!.Host, run.Process.Id));
            var result = manifest["result"];
            Assert.Equal(
                ((double?)result?["peakTestAccuracy"], (int?)result?["peakEpoch"], (double?)result?["finalTestAccuracy"]),
                (run.PeakTestAccuracy, run.PeakEpoch, run.FinalTestAccuracy));
            Assert.Equal((double?)result?["seconds"], run.Seconds);
            Assert.EndsWith("-" + run.Hash, run.Run, StringComparison.Ordinal);
        });
        return runs;
    }
}
