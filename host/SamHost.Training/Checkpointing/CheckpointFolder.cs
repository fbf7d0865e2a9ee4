using System.Globalization;
using SamHost.Contracts.Training;

namespace SamHost.Training.Checkpointing;

/// <summary>
/// The checkpoints of a run, in <c>checkpoints/</c> of its folder: one folder each, named so that a later one comes later in the alphabet.
/// </summary>
/// <param name="runFolder">The run's folder.</param>
public sealed class CheckpointFolder(string runFolder)
{
    /// <summary>The name of the folder.</summary>
    public const string Name = "checkpoints";

    private const string EpochMark = "-epoch-";

    private readonly string _path = Path.Combine(runFolder, Name);

    /// <summary>The folders of all checkpoints that were written to their end, the newest first.</summary>
    public IReadOnlyList<string> All => Directory.Exists(_path)
        ? [.. Directory.GetDirectories(_path).Where(Checkpoint.IsComplete).OrderDescending(StringComparer.Ordinal)]
        : [];

    /// <summary>Writes a checkpoint, and deletes those that are not to be kept; the last one from the end of an epoch always is.</summary>
    /// <param name="state">The state. Borrowed.</param>
    /// <param name="keep">How many of the last ones are kept, and besides these the best one.</param>
    /// <returns>Its folder.</returns>
    /// <exception cref="IOException">It cannot be written; those before it are as they were.</exception>
    public string Write(RunState state, int keep)
    {
        var folder = Path.Combine(_path, NameOf(state));
        if (Checkpoint.IsComplete(folder))
        {
            // A resumed run writes the same checkpoint again: the old file stays unless it is damaged.
            if (IsGood(folder)) return folder;
            Checkpoint.Delete(folder);
        }

        Checkpoint.Write(folder, state);
        Prune(keep);
        return folder;
    }

    /// <summary>The newest checkpoint that is as it was written.</summary>
    /// <param name="damaged">Receives a message for each newer one that is damaged.</param>
    /// <param name="betweenEpochs">Whether only one from before the first step or from the end of an epoch will do.</param>
    /// <returns>Its folder and the state, which the caller disposes; null where there is none.</returns>
    /// <exception cref="IOException">One cannot be read now.</exception>
    public (string Folder, RunState State)? Newest(Action<string> damaged, bool betweenEpochs = false)
    {
        foreach (var folder in All.Where(folder => !betweenEpochs || IsBetweenEpochs(folder)))
        {
            try
            {
                return (folder, Checkpoint.Read(folder));
            }
            catch (CheckpointException e)
            {
                damaged(e.Message);
            }
        }

        return null;
    }

    /// <summary>A checkpoint at the end of an epoch comes after one of the same step, before the evaluation.</summary>
    private static string NameOf(RunState state) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"step-{state.Step:000000000000}{(state.IsBetweenEpochs ? $"{EpochMark}{state.Epoch:0000000}" : "")}");

    private static bool IsBetweenEpochs(string folder) => Path.GetFileName(folder).Contains(EpochMark, StringComparison.Ordinal);

    private static bool IsGood(string folder)
    {
        try
        {
            Checkpoint.Verify(folder);
            return true;
        }
        catch (Exception e) when (e is CheckpointException or IOException)
        {
            return false;
        }
    }

    private void Prune(int keep)
    {
        var all = All;
        var best = all.Select(folder => (Folder: folder, Score: Checkpoint.Score(folder))).Where(item => item.Score is not null)
            .OrderByDescending(item => item.Score).FirstOrDefault().Folder;
        var between = all.FirstOrDefault(IsBetweenEpochs);
        foreach (var folder in all.Skip(keep).Where(folder => folder != best && folder != between)) Checkpoint.Delete(folder);
        // What was interrupted while it was written.
        foreach (var folder in Directory.GetDirectories(_path).Where(folder => !Checkpoint.IsComplete(folder)))
            Directory.Delete(folder, recursive: true);
    }
}
