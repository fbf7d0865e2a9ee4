using SamHost.Runs;
using SamHost.Studies;
using SamHost.Training;

namespace SamHost.Checkpointing;

/// <summary>A run that began and did not end, with the state that it goes on from. Owns the state.</summary>
public sealed class InterruptedRun : IDisposable
{
    private InterruptedRun(string name, RunState state) => (Name, State) = (name, state);

    /// <summary>The checkpoint's name.</summary>
    public string Name { get; }

    public RunState State { get; }

    /// <summary>
    /// Finds what a run left that began with the same configuration and the same plugins, byte for byte; null where there is nothing that it could go on from.
    /// </summary>
    /// <param name="run">The run.</param>
    /// <param name="outputDirectory">Where results are.</param>
    /// <param name="note">Hears of checkpoints that are damaged.</param>
    public static InterruptedRun? Find(PlannedRun run, string outputDirectory, Action<string> note)
    {
        if (EarlierRun.FindInterrupted(run, outputDirectory) is not { } folder) return null;
        var newest = new CheckpointFolder(folder).Newest(problem => note($"A checkpoint of {run.Id} is damaged, and the one before it is looked for: {problem}"));
        return newest is { } found ? new InterruptedRun(Path.GetFileName(found.Folder), found.State) : null;
    }

    public void Dispose() => State.Dispose();
}
