using System.Diagnostics;
using Microsoft.Data.Sqlite;
using SamHost.Runs.Ledger;
using SamHost.Tests.Support;

namespace SamHost.Tests.Ledger;

/// <summary>
/// Real processes that write rows are killed at random moments, two at a time. At full size: <c>SAMHOST_TEST_SCALE=full dotnet test --project tests/SamHost.Tests
/// --filter-class SamHost.Tests.Ledger.LedgerKillTests</c>.
/// </summary>
public sealed class LedgerKillTests(ITestOutputHelper output) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("samhost-ledger-").FullName;

    private string Ledger => Path.Combine(_folder, LedgerFile.Name);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task No_row_that_was_acknowledged_is_lost_and_the_file_is_whole()
    {
        const int AtATime = 2;
        var kills = TestScale.Of(small: 20, full: 500);
        var random = new Random(7);
        var acknowledged = new Dictionary<string, string>();
        for (var killed = 0; killed < kills; killed += AtATime)
        {
            var writers = Enumerable.Range(killed, AtATime).Select(number => KillAsync($"writer-{number}", TimeSpan.FromMilliseconds(random.Next(150)))).ToList();
            foreach (var (folder, status) in (await Task.WhenAll(writers)).SelectMany(rows => rows)) acknowledged[folder] = status;
            AssertThere(acknowledged);
        }

        output.WriteLine($"{kills} kills, {acknowledged.Count} rows acknowledged, {Rows().Count} there; integrity_check ok.");
        Assert.True(acknowledged.Count >= kills, $"{acknowledged.Count} rows");
    }

    /// <summary>Has a process write, and kills it some time after its first row.</summary>
    /// <returns>The rows that it has acknowledged, with their status, in order.</returns>
    private async Task<IReadOnlyList<(string Folder, string Status)>> KillAsync(string writer, TimeSpan after)
    {
        var program = Path.Combine(AppContext.BaseDirectory.Replace("SamHost.Tests", "SamHost.Benchmarks", StringComparison.Ordinal), "SamHost.Benchmarks.dll");
        var start = new ProcessStartInfo("dotnet", [program, "ledger-rows", Ledger, writer]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var lines = new List<string?> { await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) };
        await Task.Delay(after, TestContext.Current.CancellationToken);
        process.Kill();
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line) lines.Add(line);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(("", 128 + 9), (await errors, process.ExitCode));
        // A line that was cut acknowledges nothing.
        return [.. lines.OfType<string>().Select(line => line.Split(' ')).Where(words => words is [_, _, "."]).Select(words => (words[0], words[1]))];
    }

    private void AssertThere(Dictionary<string, string> acknowledged)
    {
        var rows = Rows();
        Assert.DoesNotContain(acknowledged, row => !rows.TryGetValue(row.Key, out var status) || (row.Value == "completed" && status != "completed"));
    }

    // By SQLite itself, as a stranger to the program.
    private Dictionary<string, string> Rows()
    {
        using var connection = new SqliteConnection($"Data Source={Ledger};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA integrity_check";
        Assert.Equal("ok", command.ExecuteScalar());
        command.CommandText = "SELECT folder, status FROM runs";
        using var reader = command.ExecuteReader();
        var rows = new Dictionary<string, string>();
        while (reader.Read()) rows.Add(reader.GetString(0), reader.GetString(1));
        return rows;
    }
}
