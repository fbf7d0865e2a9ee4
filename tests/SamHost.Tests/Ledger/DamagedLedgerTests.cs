using Microsoft.Data.Sqlite;
using SamHost.Configuration;
using SamHost.Runs.Ledger;
using SamHost.Tests.Support;

namespace SamHost.Tests.Ledger;

/// <summary>A ledger that cannot be used fails no run, and is made anew from the folders.</summary>
public sealed class DamagedLedgerTests : IDisposable
{
    private static readonly string[] Second = ["run", "--set", "Study:Seeds=2"];

    private readonly CommandRun _run = new();

    private string Ledger => _run.File("runs", "runs.db");

    public DamagedLedgerTests() => Assert.Equal(ExitCode.Success, _run.Invoke("run").Exit);

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("random bytes")]
    [InlineData("random bytes in a page")]
    [InlineData("truncated")]
    [InlineData("a database of somebody else")]
    public void A_damaged_one_is_said_once_and_made_anew(string damage)
    {
        switch (damage)
        {
            case "random bytes":
                var bytes = new byte[5000];
                new Random(3).NextBytes(bytes);
                File.WriteAllBytes(Ledger, bytes);
                break;
            case "random bytes in a page":
                using (var file = File.OpenWrite(Ledger))
                {
                    // The first page of the table, behind that of the schema.
                    file.Position = 4096;
                    for (var i = 0; i < 4096; i++) file.WriteByte((byte)(i * 37));
                }

                break;
            case "truncated":
                using (var file = File.OpenWrite(Ledger)) file.SetLength(5000);
                break;
            default:
                File.Delete(Ledger);
                Execute("CREATE TABLE runs (distance REAL); INSERT INTO runs VALUES (42.195)");
                break;
        }

        var study = _run.Invoke(Second);
        var listed = _run.Invoke("runs");
        var rebuilt = _run.Invoke("runs", "rebuild");

        Assert.Equal((ExitCode.Success, ""), (study.Exit, study.Errors));
        Assert.Contains("runs.db is damaged (", Assert.Single(study.Output.Split('\n'), line => line.Contains("The ledger does not hear of ", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Configuration, listed.Exit);
        Assert.Contains("'samhost runs rebuild' makes it anew", Assert.Single(listed.ErrorLines), StringComparison.Ordinal);
        Assert.Equal((ExitCode.Success, ""), (rebuilt.Exit, rebuilt.Errors));
        AssertTwoRuns();
    }

    [Fact]
    public void A_folder_in_its_place_is_said_and_stays()
    {
        File.Delete(Ledger);
        Directory.CreateDirectory(Ledger);

        var study = _run.Invoke(Second);

        Assert.Equal((ExitCode.Success, ""), (study.Exit, study.Errors));
        Assert.Single(study.Output.Split('\n'), line => line.Contains("runs.db cannot be opened; it must be a file", StringComparison.Ordinal));
        foreach (var verb in new[] { new[] { "runs" }, ["runs", "rebuild"] })
            Assert.Contains("runs.db cannot be opened; it must be a file", Assert.Single(_run.Invoke(verb).ErrorLines), StringComparison.Ordinal);
        Assert.True(Directory.Exists(Ledger));
    }

    [Fact]
    public void One_that_cannot_be_written_to_fails_no_run()
    {
        // Root may write to any file; a folder where the log should be is in everybody's way.
        File.Delete(Ledger + "-wal");
        Directory.CreateDirectory(Ledger + "-wal");

        var study = _run.Invoke(Second);

        Assert.Equal((ExitCode.Success, ""), (study.Exit, study.Errors));
        Assert.Single(study.Output.Split('\n'), line => line.Contains("The ledger does not hear of ", StringComparison.Ordinal));
        Directory.Delete(Ledger + "-wal");
        Assert.Equal(ExitCode.Success, _run.Invoke("runs", "rebuild").Exit);
        AssertTwoRuns();
    }

    [Fact]
    public void One_of_a_newer_version_is_left_as_it_is()
    {
        Execute("PRAGMA user_version=2; ALTER TABLE runs ADD COLUMN mood TEXT");
        var before = File.ReadAllBytes(Ledger);

        var study = _run.Invoke(Second);
        var rebuilt = _run.Invoke("runs", "rebuild");

        Assert.Equal(ExitCode.Success, study.Exit);
        Assert.Contains("runs.db was written by a newer samhost (version 2; this one knows 1), and is left as it is", study.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Configuration, rebuilt.Exit);
        Assert.Equal(before, File.ReadAllBytes(Ledger));
    }

    [Fact]
    public void One_that_somebody_locks_costs_a_study_seconds_and_no_run()
    {
        using var connection = new SqliteConnection($"Data Source={Ledger};Pooling=False");
        connection.Open();
        using var transaction = connection.BeginTransaction(deferred: false);

        var study = _run.Invoke("run", "--set", "Study:Seeds=2,3,4");

        transaction.Rollback();
        Assert.Equal((ExitCode.Success, ""), (study.Exit, study.Errors));
        Assert.Single(study.Output.Split('\n'), line => line.Contains("runs.db is locked by another program", StringComparison.Ordinal));
        Assert.Contains("3 folders of runs are not in the ledger: 'samhost runs rebuild'", _run.Invoke("runs").Output, StringComparison.Ordinal);
    }

    private void AssertTwoRuns()
    {
        Assert.Equal([(1, "completed"), (2, "completed")], LedgerFile.Read(Ledger).Select(row => ((int)row.Seed, row.Status)));
        Assert.DoesNotContain(Directory.GetFileSystemEntries(_run.File("runs")), file => file.Contains(".new", StringComparison.Ordinal));
    }

    private void Execute(string text)
    {
        using var connection = new SqliteConnection($"Data Source={Ledger};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
