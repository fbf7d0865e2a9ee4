using SamHost.Contracts.Training;
using SamHost.Runs;
using SamHost.Runs.Ownership;
using SamHost.TestSupport;

namespace SamHost.Studies.Tests;

/// <summary>A run that another attempt takes over while this one makes it.</summary>
public class LostRunTests
{
    private static readonly JobAttempt First = new("job 1", 0, "n1", TimeSpan.FromMilliseconds(200));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Who_loses_a_run_right_after_a_checkpoint_has_not_failed(bool throws)
    {
        // A checkpoint after each step: whoever is cancelled then has nothing left to write that would find the loss.
        using var study = new SmallStudy("""{ "Checkpoints": { "EveryMinutes": 1e-9 } }""") { Job = First };
        study.Observe = (_, _) => new Successor(throws);

        var outcome = Assert.Single(study.Run().Outcomes);

        Assert.Equal(
            (true, "This attempt ends, and writes nothing more: the run is now made by job 2 on n2."),
            (outcome.IsOwnedElsewhere, outcome.Error));
        Assert.Equal($"{Path.GetFileName(outcome.Folder)}: {outcome.Error}", Assert.Single(study.Notes));
        Assert.False(File.Exists(Path.Combine(outcome.Folder, RunFolder.ErrorFile)));
        Assert.Contains(
            "\"status\": \"running\"", File.ReadAllText(Path.Combine(outcome.Folder, RunFolder.ManifestFile)), StringComparison.Ordinal);
    }

    /// <summary>Takes over after the checkpoint of the first step, and lets the loss be noticed before the next.</summary>
    private sealed class Successor(bool throws) : ITrainingObserver
    {
        private string _folder = "";
        private bool _tookOver;

        public ObserverStage Stage => ObserverStage.Finish;

        public void RunStarting(TrainingRun run) => _folder = run.Folder;

        public void StepCompleted(StepCompleted step)
        {
            if (_tookOver) return;
            _tookOver = true;
            RunOwner.Own(new JobAttempt("job 2", 0, "n2", TimeSpan.FromSeconds(30))).Write(_folder);
            if (throws) throw new IOException("The folder is another's.");
            Thread.Sleep(5 * First.Heartbeat);
        }
    }
}
