using SamHost.Configuration;
using SamHost.Contracts.Training;
using SamHost.Studies.Plans;
using SamHost.Training.Checkpointing;

namespace SamHost.Studies.Execution;

/// <summary>A run that began and did not end, with the state that it resumes from. Owns the state.</summary>
internal sealed class InterruptedRun : IDisposable
{
    private InterruptedRun(string name, RunState state) => (Name, State) = (name, state);

    /// <summary>The checkpoint's name.</summary>
    public string Name { get; }

    public RunState State { get; }

    /// <summary>
    /// Whether the run can resume: it began with the same configuration and the same plugins, byte for byte, and
    /// has a checkpoint.
    /// </summary>
    public static bool Exists(PlannedRun run, string outputDirectory) =>
        EarlierRun.FindInterrupted(run, outputDirectory) is { } folder && new CheckpointFolder(folder).All.Count > 0;

    /// <summary>Reads the newest checkpoint that is as it was written.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="note">Receives a message for each damaged one.</param>
    /// <exception cref="UserErrorException">All are.</exception>
    public static InterruptedRun Open(string folder, Action<string> note)
    {
        var checkpoints = new CheckpointFolder(folder);
        var newest = checkpoints.Newest(problem => note($"A checkpoint is damaged, and the one before it is looked for: {problem}"));
        return newest is { } found
            ? new InterruptedRun(Path.GetFileName(found.Folder), found.State)
            : throw new UserErrorException(
                $"Every checkpoint in {folder} is damaged, so the run cannot go on; --again begins it anew and keeps what is there.");
    }

    public void Dispose() => State.Dispose();
}
