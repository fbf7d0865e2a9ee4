using System.Globalization;
using System.Text.RegularExpressions;
using SamHost.Configuration;
using SamHost.TestSupport;
using SamHost.Training.Checkpointing;

namespace SamHost.Studies.Tests.Checkpointing;

/// <summary>
/// The real program, killed while it saves or trains: what it said that it had is there, and it ends as if nothing had happened.
/// </summary>
[Trait("Duration", "Long")]
public sealed partial class KilledRunTests : IDisposable
{
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact(Timeout = 3_600_000)]
    public async Task Killed_while_it_saves_it_loses_no_checkpoint_that_it_had_written()
    {
        // An epoch is a step and a checkpoint, which takes most of the time; an epoch's line comes just before its checkpoint. More epochs
        // than a run gets to.
        string[] arguments = [
            "run", "--out", "killed", "--set", "Study:Epochs=100000", "--set", "Study:RecordExamplesAt=[]", "--set",
            "Checkpoints:EveryEpochs=1"];
        var random = new Random(11);
        for (var kill = 0; kill < TestScale.Of(small: 8, full: 200); kill++)
        {
            using var process = SamHostProcess.Start(_run.Folder, arguments);
            await UntilAsync(() => process.IsRunning && Saved() > kill * 3);
            await Task.Delay(random.Next(40), TestContext.Current.CancellationToken);
            process.Crash();
            var said = LastEpoch().Matches((await process.EndAsync()).Output)
                .Select(match => int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).LastOrDefault();

            var checkpoints = new CheckpointFolder(Folder("killed")).All;
            Assert.All(checkpoints, Checkpoint.Verify);
            Assert.True(checkpoints.Count >= 1);
            Assert.InRange(EpochOf(checkpoints[0]), said - 1, int.MaxValue);
            // The one before it too, but for the moment in which the one behind it is being deleted.
            Assert.InRange(checkpoints.Count, 1, 4);
        }

        int Saved() =>
            Directory.Exists(_run.File("killed", "small")) && Folders("killed") is [var folder]
                && new CheckpointFolder(folder).All is [var newest, ..] ? EpochOf(newest) : 0;
    }

    [Fact(Timeout = 3_600_000)]
    public async Task Killed_at_any_moment_it_goes_on_and_ends_as_if_it_never_had_been()
    {
        string[] settings = [
            "--set", "Study:Epochs=60", "--set", "Study:BatchSize=4", "--set", """Study:Optimizers=[{"Name":"1-sam"}]""", "--set",
            "Checkpoints:EveryMinutes=0.000001"];
        Assert.Equal(ExitCode.Success, _run.Invoke(["run", "--out", "undisturbed", .. settings]).Exit);
        var random = new Random(12);
        var kills = 0;
        for (var wanted = TestScale.Of(small: 4, full: 20); kills < wanted;)
        {
            using var process = SamHostProcess.Start(_run.Folder, ["run", "--out", "killed", .. settings]);
            await UntilAsync(() => !process.IsRunning || Directory.Exists(_run.File("killed")));
            // Where the program starts, and where it trains.
            await Task.Delay(random.Next(300), TestContext.Current.CancellationToken);
            if (process.IsRunning) kills++;
            process.Crash();
            await process.EndAsync();
            if (!IsComplete()) continue;
            Same();
            Directory.Delete(_run.File("killed"), recursive: true);
        }

        Assert.Equal(ExitCode.Success, (await SamHostProcess.RunAsync(_run.Folder, ["run", "--out", "killed", .. settings])).Exit);
        Same();

        void Same() => RunFiles.AssertSame(Folder("undisturbed"), Folder("killed"));

        bool IsComplete() =>
            Directory.Exists(_run.File("killed", "small")) && Folders("killed") is [var folder]
                && File.Exists(Path.Combine(folder, "manifest.json"))
            && File.ReadAllText(Path.Combine(folder, "manifest.json")).Contains("\"completed\"", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SamHostProcess.Interrupt)]
    [InlineData(SamHostProcess.Terminate)]
    public async Task Resume_goes_on_with_a_run_that_was_interrupted(int signal)
    {
        string[] settings = ["--set", "Study:Epochs=400", "--set", "Study:BatchSize=4", "--set", "Study:RecordExamplesAt=[1,200,400]"];
        Assert.Equal(ExitCode.Success, _run.Invoke(["run", "--out", "undisturbed", .. settings]).Exit);
        using (var process = SamHostProcess.Start(_run.Folder, ["run", "--out", "runs", .. settings]))
        {
            await UntilAsync(
                () => Directory.Exists(_run.File("runs", "small")) && Folders("runs") is [var folder]
                    && File.Exists(Path.Combine(folder, "examples.parquet")));
            process.SignalAll(signal);
            var end = await process.EndAsync();
            Assert.Equal((ExitCode.Cancelled, ""), (end.Exit, end.Errors));
            Assert.Contains("samhost resume runs/small/sgd-s1-", end.Output, StringComparison.Ordinal);
        }

        // The settings of the moment are of no matter: the run has its own.
        var result = _run.Invoke("resume", "sgd");

        Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
        Assert.Contains(" goes on after step-", result.Output, StringComparison.Ordinal);
        RunFiles.AssertSame(Folder("undisturbed"), Folder("runs"));
        Assert.Contains("is complete", _run.Invoke("resume", "sgd").Output, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"epoch (\d+)/")]
    private static partial Regex LastEpoch();

    private static int EpochOf(string checkpoint) => int.Parse(Path.GetFileName(checkpoint).Split('-')[^1], CultureInfo.InvariantCulture);

    private static async Task UntilAsync(Func<bool> condition)
    {
        while (!condition()) await Task.Delay(5, TestContext.Current.CancellationToken);
    }

    private string[] Folders(string output) =>
        [.. Directory.GetDirectories(_run.File(output, "small")).Where(folder => !folder.EndsWith(".previous", StringComparison.Ordinal))];

    private string Folder(string output) => Assert.Single(Folders(output));
}
