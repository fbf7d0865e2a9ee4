using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Contracts.Training;
using SamHost.Runs;
using SamHost.Runs.Ownership;
using static TorchSharp.torch;

namespace SamHost.Training.Checkpointing;

/// <summary>
/// A run's state in a folder: three files of tensors, one of JSON, and <c>SHA256SUMS</c>, which is written last: without it there is no
/// checkpoint. The layout is described in README.md beside this file.
/// </summary>
internal static class Checkpoint
{
    /// <summary>The version of the layout.</summary>
    public const int Format = 1;

    /// <summary>Stands between the name of a checkpoint that is being written and the mark of who writes it.</summary>
    public const string UnfinishedMark = ".unfinished-";

    private const string SumsFile = "SHA256SUMS";
    private const string ModelFile = "model.safetensors";
    private const string BaseRuleFile = "base-rule.safetensors";
    private const string StateFile = "state.safetensors";
    private const string DocumentFile = "state.json";
    private const string RandomKey = "random";

    /// <summary>In the order in which they are written.</summary>
    private static readonly string[] Parts = [ModelFile, BaseRuleFile, StateFile, DocumentFile];

    /// <summary>Whether a folder holds a checkpoint that was written to its end.</summary>
    public static bool IsComplete(string folder) =>
        !Path.GetFileName(folder).Contains(UnfinishedMark, StringComparison.Ordinal) && File.Exists(Path.Combine(folder, SumsFile));

    /// <summary>Writes a checkpoint: into a folder of the owner's own, which then takes the name.</summary>
    /// <param name="folder">The folder; it is not there, or holds none that is complete.</param>
    /// <param name="state">The state. Borrowed.</param>
    /// <param name="owner">That this process makes the run; null where nobody else can.</param>
    /// <exception cref="IOException">It cannot be written.</exception>
    /// <exception cref="OwnershipLostException">Another process makes the run now; what was written is deleted.</exception>
    public static void Write(string folder, RunState state, RunOwnership? owner)
    {
        var unfinished = folder + UnfinishedMark + owner?.Mark;
        if (Directory.Exists(unfinished)) Directory.Delete(unfinished, recursive: true);
        try
        {
            WriteParts(unfinished, state);
            owner?.Require();
        }
        catch (Exception)
        {
            Discard(unfinished);
            throw;
        }

        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        Directory.Move(unfinished, folder);
        // The checkpoint's own name.
        DurableFile.FlushFolder(Path.GetDirectoryName(folder)!);
    }

    private static void WriteParts(string folder, RunState state)
    {
        var all = Path.GetDirectoryName(folder)!;
        if (!Directory.Exists(all))
        {
            Directory.CreateDirectory(all);
            DurableFile.FlushFolder(Path.GetDirectoryName(all)!);
        }

        Directory.CreateDirectory(folder);
        var sums = new Dictionary<string, string>();
        Part(ModelFile, stream => Safetensors.Write(stream, state.Model));
        Part(BaseRuleFile, stream => Safetensors.Write(stream, state.BaseRule.Tensors));
        Part(StateFile, stream => Safetensors.Write(stream, TensorsOf(state)));
        Part(DocumentFile, stream => stream.Write(Encoding.UTF8.GetBytes(JsonText.Of(Document(state)) + "\n")));
        DurableFile.Write(Path.Combine(folder, SumsFile), Sums(sums));

        void Part(string name, Action<Stream> write) => DurableFile.Write(Path.Combine(folder, name), file =>
        {
            using var hash = SHA256.Create();
            using (var both = new CryptoStream(file, hash, CryptoStreamMode.Write, leaveOpen: true)) write(both);
            sums[name] = Convert.ToHexStringLower(hash.Hash!);
        });
    }

    /// <summary>Reads a checkpoint.</summary>
    /// <returns>The state; the caller disposes it.</returns>
    /// <exception cref="CheckpointException">A byte of it is not what was written.</exception>
    /// <exception cref="IOException">It cannot be read now.</exception>
    public static RunState Read(string folder)
    {
        List<Dictionary<string, Tensor>> read = [];
        try
        {
            Verify(folder);
            var document = Document(folder);
            var (model, baseRule, state) = (Tensors(ModelFile), Tensors(BaseRuleFile), Tensors(StateFile));
            var progress = TrainingProgress.Parse(document["progress"]!);
            return new RunState
            {
                Epoch = progress.Epoch,
                Step = progress.Step,
                IsBetweenEpochs = progress.Position == 0,
                Progress = progress.ToJson(),
                Model = model,
                BaseRule = new CheckpointedState { Values = Values(document["baseRule"]!), Tensors = baseRule },
                Components = document["components"]!.AsObject().Select((item, index) => (item.Key, State: new CheckpointedState
                {
                    Values = Values(item.Value!),
                    Tensors = Of(index, state),
                })).ToDictionary(item => item.Key, item => item.State),
                Random = state[RandomKey],
            };
        }
        catch (Exception e)
        {
            foreach (var tensor in read.SelectMany(tensors => tensors.Values)) tensor.Dispose();
            if (e is JsonException or InvalidOperationException or NullReferenceException or KeyNotFoundException)
                throw new CheckpointException($"{Path.Combine(folder, DocumentFile)} is not that of a checkpoint.");
            throw;
        }

        Dictionary<string, Tensor> Tensors(string name)
        {
            read.Add(Safetensors.Read(Path.Combine(folder, name)));
            return read[^1];
        }

        static JsonObject Values(JsonNode node) => node.DeepClone().AsObject();
    }

    /// <summary>
    /// What the evaluations of a checkpoint's run had said by then; null where there was none, or where it cannot be read.
    /// </summary>
    public static double? Score(string folder)
    {
        try
        {
            return TrainingProgress.Parse(Document(folder)["progress"]!).Score;
        }
        catch (Exception e)
            when (e is CheckpointException or IOException or UnauthorizedAccessException or JsonException or InvalidOperationException
                or NullReferenceException)
        {
            return null;
        }
    }

    /// <summary>Deletes a checkpoint, so that at no moment half of one looks like a whole one.</summary>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    public static void Delete(string folder)
    {
        File.Delete(Path.Combine(folder, SumsFile));
        DurableFile.FlushFolder(folder);
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Holds every part against <c>SHA256SUMS</c>, and that, byte for byte, against what was written.</summary>
    /// <exception cref="CheckpointException">Something is not what was written.</exception>
    public static void Verify(string folder)
    {
        var missing = Parts.Append(SumsFile).FirstOrDefault(name => !File.Exists(Path.Combine(folder, name)));
        if (missing is not null) throw new CheckpointException($"{Path.Combine(folder, missing)} is missing.");
        var sums = Parts.ToDictionary(name => name, name =>
        {
            using var file = File.OpenRead(Path.Combine(folder, name));
            return Convert.ToHexStringLower(SHA256.HashData(file));
        });
        var written = File.ReadAllText(Path.Combine(folder, SumsFile));
        if (written == Sums(sums)) return;
        var changed = Parts.FirstOrDefault(name => !written.Contains(Line(name, sums[name]), StringComparison.Ordinal));
        throw new CheckpointException(changed is null
            ? $"{Path.Combine(folder, SumsFile)} is not what was written."
            : $"{Path.Combine(folder, changed)} does not have the SHA-256 that {SumsFile} says.");
    }

    private static void Discard(string folder)
    {
        try
        {
            if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It is no checkpoint by its name, and deleted with the next one.
            return;
        }
    }

    // As sha256sum prints it, and checks it.
    private static string Sums(Dictionary<string, string> sums) => string.Concat(Parts.Select(name => Line(name, sums[name])));

    private static string Line(string name, string sum) => $"{sum}  {name}\n";

    private static JsonObject Document(RunState state) => new()
    {
        ["format"] = Format,
        ["progress"] = state.Progress.DeepClone(),
        ["baseRule"] = state.BaseRule.Values.DeepClone(),
        ["components"] = new JsonObject(
            state.Components.Select(item => KeyValuePair.Create<string, JsonNode?>(item.Key, item.Value.Values.DeepClone()))),
    };

    private static JsonObject Document(string folder)
    {
        var path = Path.Combine(folder, DocumentFile);
        var document = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        var format = (int)document["format"]!;
        return format == Format
            ? document
            : throw new CheckpointException($"{path} has format {format}, and this program reads format {Format}.");
    }

    /// <summary>The tensors of components under the number of the component, and the random numbers' state.</summary>
    private static Dictionary<string, Tensor> TensorsOf(RunState state)
    {
        var tensors = state.Components.Values.Index()
            .SelectMany(
                component =>
                    component.Item.Tensors.Select(tensor => KeyValuePair.Create(Prefix(component.Index) + tensor.Key, tensor.Value)));
        return new Dictionary<string, Tensor>(tensors.Append(KeyValuePair.Create(RandomKey, state.Random)));
    }

    private static Dictionary<string, Tensor> Of(int component, Dictionary<string, Tensor> all) =>
        all.Where(item => item.Key.StartsWith(Prefix(component), StringComparison.Ordinal))
            .ToDictionary(item => item.Key[Prefix(component).Length..], item => item.Value);

    private static string Prefix(int component) => string.Create(CultureInfo.InvariantCulture, $"components.{component}.");
}
