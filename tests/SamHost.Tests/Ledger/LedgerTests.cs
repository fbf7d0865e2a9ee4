using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using SamHost.Configuration;
using SamHost.Runs.Ledger;
using SamHost.Tests.Support;
using SamHost.Tests.Training;

namespace SamHost.Tests.Ledger;

/// <summary>The rows of real studies, held against what the runs' folders say.</summary>
public sealed class LedgerTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void A_study_has_a_row_for_each_run_that_says_what_its_folder_says()
    {
        Assert.Equal(ExitCode.Success, _run.Invoke("run", "--set", "Study:Seeds=1,2", "--set", """Study:Optimizers=[{"Name":"sgd"},{"Name":"1-sam","Label":"sharp"}]""").Exit);

        AssertAsInFolders(_run.File("runs"), expected: 4);
        Assert.Equal(["sgd", "sgd", "sharp", "sharp"], Rows().Select(row => row.Label).Order(StringComparer.Ordinal));
        Assert.All(Rows(), row => Assert.Equal(("completed", Environment.ProcessId, 1, "cpu"), (row.Status, row.Process!.Id, row.Threads!.Value, row.Device)));
    }

    [Fact]
    public void A_study_of_processes_has_the_rows_of_all_with_the_process_of_each()
    {
        Assert.Equal(ExitCode.Success, _run.Invoke("run", "--parallel=2", "--set", "Study:Seeds=1,2,3,4").Exit);

        AssertAsInFolders(_run.File("runs"), expected: 4);
        Assert.Equal(4, Rows().Select(row => row.Process!.Id).Distinct().Count());
        Assert.DoesNotContain(Rows(), row => row.Process!.Id == Environment.ProcessId);
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

        var runs = Path.Combine(study.Folder, "runs");
        AssertAsInFolders(runs, expected: 2);
        var rows = LedgerFile.Read(Path.Combine(runs, "runs.db"));
        Assert.Equal([("sgd", "failed"), ("1-sam", "cancelled")], rows.Select(row => (row.Optimizer, row.Status)));
        Assert.Equal("The observer Diary failed in EpochStarting: it rains", rows[0].Reason);
        Assert.All(rows, row => Assert.True(row.Ended >= row.Started));
    }

    [Fact]
    public void What_was_locked_for_a_moment_is_in_the_ledger_by_the_end_and_is_said()
    {
        using var study = new SmallStudy("""{ "Study": { "Epochs": 2, "Seeds": [1, 2] } }""");
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(study.Folder, "runs")).FullName, "runs.db");
        using (LedgerFile.Open(path)) File.Exists(path);
        using var other = new SqliteConnection($"Data Source={path};Pooling=False");
        other.Open();
        using var transaction = other.BeginTransaction(deferred: false);
        study.Observe = (_, seed) => new Diary("a", [], line =>
        {
            if (seed == 2 && line == "EpochStarting 1") transaction.Rollback();
        });

        study.RunToTheEnd();

        Assert.EndsWith("runs.db is locked by another program. The run is not concerned.", Assert.Single(study.Notes), StringComparison.Ordinal);
        Assert.Equal([(1L, "completed"), (2L, "completed")], LedgerFile.Read(path).Select(row => (row.Seed, row.Status)).Order());
    }

    [Fact]
    public void A_run_that_is_made_again_leaves_the_row_of_the_earlier_one_with_its_folder()
    {
        Assert.Equal(ExitCode.Success, _run.Invoke("run").Exit);
        var earlier = Assert.Single(Rows());

        Assert.Equal(ExitCode.Success, _run.Invoke("run", "--again").Exit);

        AssertAsInFolders(_run.File("runs"), expected: 2);
        Assert.Contains(earlier with { Folder = earlier.Folder + ".previous" }, Rows());
    }

    [Fact]
    public void Made_anew_it_is_what_was_written()
    {
        _run.Invoke("run", "--set", "Study:Seeds=1,2");
        _run.Invoke("run", "--again");
        var written = Rows();
        File.Delete(_run.File("runs", "runs.db"));

        var result = _run.Invoke("runs", "rebuild");

        Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
        Assert.Contains("The ledger of runs has 3 runs.", result.Output, StringComparison.Ordinal);
        Assert.Equal(3, written.Count);
        Assert.Equal(written, Rows());
    }

    [Fact]
    public void Every_row_is_on_the_disk_when_it_is_written()
    {
        using (var file = LedgerFile.Open(_run.File("runs.db"))) Assert.Empty(file.Read());

        using var connection = new SqliteConnection($"Data Source={_run.File("runs.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode";
        // That of the file; synchronous belongs to each connection, and FULL (2) is what SQLite has unless told otherwise.
        Assert.Equal("wal", command.ExecuteScalar());
        command.CommandText = "PRAGMA synchronous";
        Assert.Equal(2L, command.ExecuteScalar());
    }

    private IReadOnlyList<LedgerRow> Rows() => LedgerFile.Read(_run.File("runs", "runs.db"));

    private static void AssertAsInFolders(string runs, int expected)
    {
        var rows = LedgerFile.Read(Path.Combine(runs, "runs.db"));
        Assert.Equal(expected, rows.Count);
        Assert.Equal(
            Directory.GetFiles(runs, "manifest.json", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(runs, Path.GetDirectoryName(file)!)).Order(StringComparer.Ordinal),
            rows.Select(row => row.Folder).Order(StringComparer.Ordinal));
        Assert.All(rows, row =>
        {
            var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(runs, row.Folder, "manifest.json")))!;
            var configuration = JsonNode.Parse(File.ReadAllText(Path.Combine(runs, row.Folder, "config.json")))!;
            Assert.Equal(((string?)manifest["run"], (string?)manifest["study"], (string?)manifest["status"], (string?)manifest["reason"]), (row.Run, row.Study, row.Status, row.Reason));
            Assert.Equal(((string?)configuration["Label"], (string?)configuration["Optimizer"]!["Name"], (long)configuration["Seed"]!), (row.Label, row.Optimizer, row.Seed));
            Assert.Equal(((DateTimeOffset)manifest["started"]!, (DateTimeOffset?)manifest["ended"]), (row.Started, row.Ended));
            Assert.Equal((Environment.MachineName, (int)manifest["process"]!["id"]!), (row.Process!.Host, row.Process.Id));
            var result = manifest["result"];
            Assert.Equal(((double?)result?["peakTestAccuracy"], (int?)result?["peakEpoch"], (double?)result?["finalTestAccuracy"], (double?)result?["seconds"]), (row.PeakTestAccuracy, row.PeakEpoch, row.FinalTestAccuracy, row.Seconds));
            Assert.EndsWith("-" + row.Hash, row.Run, StringComparison.Ordinal);
        });
    }
}
