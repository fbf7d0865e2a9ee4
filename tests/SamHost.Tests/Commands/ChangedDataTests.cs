using SamHost.TestSupport;

namespace SamHost.Tests.Commands;

/// <summary>A complete run stands for its study only as long as the user's files hold what it was made from.</summary>
public sealed class ChangedDataTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("changed-").FullName;

    private string Table => Path.Combine(_folder, "table.csv");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_run_is_made_again_where_its_table_holds_other_data_and_not_where_it_was_only_written_anew()
    {
        Write(row => row % 2);
        Assert.DoesNotContain("complete already", Run(), StringComparison.Ordinal);
        Assert.DoesNotContain("The data have changed", Run(), StringComparison.Ordinal);
        Assert.Single(Folders());

        File.SetLastWriteTimeUtc(Table, DateTime.UtcNow.AddHours(1));
        Assert.DoesNotContain("The data have changed", Run(), StringComparison.Ordinal);
        Assert.Single(Folders());

        Write(row => row == 3 ? 0 : row % 2);
        Assert.Contains("The data have changed since 1 runs were made", Run(), StringComparison.Ordinal);
        Assert.Equal([".previous"], Folders().Select(Path.GetExtension).Where(ending => ending != ""));
        Assert.DoesNotContain("The data have changed", Run(), StringComparison.Ordinal);
    }

    private void Write(Func<int, int> label) =>
        File.WriteAllLines(Table, Enumerable.Range(0, 40).Select(row => $"{row * 7 % 11},{row % 5},{label(row)}").Prepend("a,b,label"));

    private string[] Folders() => Directory.GetDirectories(Path.Combine(_folder, "runs", "table"));

    private string Run()
    {
        var (exitCode, output) = HostProgram.Run(
            _folder, "run", "--set", "Study:Name=table", "--set", "Study:Epochs=1", "--set", "Study:Seeds=[1]", "--set",
            "Study:Optimizers=[{\"Name\": \"sgd\"}]", "--set",
            "Study:Dataset={\"Name\": \"csv\", \"Options\": {\"Path\": \"table.csv\"}}", "--set",
            "Study:Noise={\"Name\": \"none\"}", "--set", "Output:Report=false");
        Assert.True(exitCode == 0, output);
        return output;
    }
}
