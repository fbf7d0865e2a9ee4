using System.Globalization;
using SamHost.Configuration;
using SamHost.Contracts.Training;
using SamHost.Runs.Ownership;
using static TorchSharp.torch;

namespace SamHost.Training.Checkpointing;

/// <summary>
/// The checkpoints of a run, in <c>checkpoints/</c> of its folder: one folder each, named so that a later one comes later in the alphabet.
/// </summary>
/// <param name="runFolder">The run's folder.</param>
/// <param name="owner">That this process makes the run; null for one that reads, or where nobody else can make it.</param>
public sealed class CheckpointFolder(string runFolder, RunOwnership? owner = null)
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
    /// <exception cref="OwnershipLostException">Another process makes the run now.</exception>
    public string Write(RunState state, int keep)
    {
        var folder = Path.Combine(_path, NameOf(state));
        if (Checkpoint.IsComplete(folder))
        {
            // A resumed run writes the same checkpoint again: the old file stays unless it is damaged.
            if (IsGood(folder)) return folder;
            owner?.Require();
            Checkpoint.Delete(folder);
        }

        Checkpoint.Write(folder, state, owner);
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

    /// <summary>Gives a model weights that a run has kept.</summary>
    /// <param name="weights">Which.</param>
    /// <param name="model">The model.</param>
    /// <exception cref="UserErrorException">There are none, or they are damaged, or those of another model.</exception>
    public void Load(KeptWeights weights, nn.Module<Tensor, Tensor> model)
    {
        var all = All;
        if (all.Count == 0) throw new UserErrorException($"{_path} has no checkpoint, and so no weights.");
        var folder = weights == KeptWeights.Last ? all[0] : Best(all) ?? throw new UserErrorException(
            $"No checkpoint of {_path} says how accurate its weights are; take the last ones.");
        try
        {
            using var state = Checkpoint.Read(folder);
            Load(state.Model, model);
        }
        catch (Exception e) when (e is CheckpointException or InvalidOperationException)
        {
            throw new UserErrorException($"{folder}: {e.Message}");
        }
    }

    /// <summary>Gives a model the weights of a checkpoint.</summary>
    /// <exception cref="InvalidOperationException">They are those of another model.</exception>
    internal static void Load(IReadOnlyDictionary<string, Tensor> weights, nn.Module<Tensor, Tensor> model)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var own = model.state_dict();
        if (!own.Keys.ToHashSet().SetEquals(weights.Keys)
            || own.Any(
                item => !item.Value.shape.SequenceEqual(weights[item.Key].shape) || item.Value.dtype != weights[item.Key].dtype))
            throw new InvalidOperationException("the model has other parameters now than those of the checkpoint.");
        foreach (var (name, tensor) in own) tensor.copy_(weights[name]);
    }

    private static string? Best(IReadOnlyList<string> folders) =>
        folders.Select(folder => (Folder: folder, Score: Checkpoint.Score(folder))).Where(item => item.Score is not null)
            .OrderByDescending(item => item.Score).FirstOrDefault().Folder;

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
        var best = Best(all);
        var between = all.FirstOrDefault(IsBetweenEpochs);
        foreach (var folder in all.Skip(keep).Where(folder => folder != best && folder != between)) Checkpoint.Delete(folder);
        foreach (var folder in Directory.GetDirectories(_path).Where(IsLeft)) Directory.Delete(folder, recursive: true);
    }

    /// <summary>
    /// What was interrupted while it was written, by this process or one that cannot go on with it any more: who is not heard of for so
    /// long has lost the run.
    /// </summary>
    private bool IsLeft(string folder)
    {
        if (Checkpoint.IsComplete(folder)) return false;
        var name = Path.GetFileName(folder);
        return owner is null || !name.Contains(Checkpoint.UnfinishedMark, StringComparison.Ordinal)
            || name.EndsWith(owner.Mark, StringComparison.Ordinal)
            || Directory.GetLastWriteTimeUtc(_path) - Directory.GetLastWriteTimeUtc(folder) > owner.LostAfter;
    }
}
