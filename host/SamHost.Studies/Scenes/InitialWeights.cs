using System.IO.Enumeration;
using SamHost.Configuration;
using SamHost.Studies.Plans;
using SamHost.Training;
using SamHost.Training.Checkpointing;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Studies.Scenes;

/// <summary>Gives a model weights from a file, and freezes what is not to be trained.</summary>
/// <param name="options">Which weights.</param>
/// <param name="path">The file.</param>
/// <param name="nameOf">The model's own name of a weight that a file calls otherwise; null where it knows none.</param>
internal sealed class InitialWeights(InitialWeightsOptions options, string path, Func<string, string?> nameOf)
{
    private const string Setting = "Study:InitialWeights";
    private const int NamesShown = 5;

    // What libraries put before the names of the model that they wrap.
    private static readonly string[] Wrappers = ["module.", "model.", "backbone.", "encoder.", "resnet.", "vit."];

    /// <summary>Gives them.</summary>
    /// <param name="model">The model. Changed.</param>
    /// <param name="example">An input, [1, ...], which tells the layer that classes come from. Borrowed.</param>
    /// <returns>What a person should know: what was taken, and what not.</returns>
    /// <exception cref="UserErrorException">The file cannot be read, or does not fit: all that is wrong.</exception>
    public IReadOnlyList<string> GiveTo(nn.Module<Tensor, Tensor> model, Tensor example)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var own = model.state_dict();
        var file = Read();
        try
        {
            var problems = new List<string>();
            var notes = Take(HeadOf(model, example), own, file, problems);
            Freeze(model, problems);
            return problems.Count == 0 ? notes : throw new UserErrorException(problems);
        }
        finally
        {
            foreach (var tensor in file.Values) tensor.Dispose();
        }
    }

    private Dictionary<string, Tensor> Read()
    {
        try
        {
            return Safetensors.Read(path);
        }
        catch (Exception e) when (e is CheckpointException or IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"{Setting}:Path: {(e is FileNotFoundException ? $"there is no file {path}." : e.Message)}");
        }
    }

    private List<string> Take(
        HashSet<string> head, IReadOnlyDictionary<string, Tensor> own, IReadOnlyDictionary<string, Tensor> file, List<string> problems)
    {
        List<string> taken = [], anew = [], passedOver = [];
        foreach (var (name, tensor) in file.OrderBy(item => item.Key, StringComparer.Ordinal))
        {
            if (Candidates(name).FirstOrDefault(own.ContainsKey) is not { } found)
            {
                passedOver.Add(name);
            }
            else if (own[found].shape.SequenceEqual(tensor.shape))
            {
                if (taken.Contains(found)) problems.Add($"{Setting}:Path: {path} has {found} twice, the second time as {name}.");
                taken.Add(found);
                own[found].copy_(tensor);
            }
            else if (head.Contains(found) && own[found].shape[1..].SequenceEqual(tensor.shape[1..]))
            {
                anew.Add(found);
            }
            else
            {
                problems.Add(
                    $"{Setting}:Path: {name} of {path} is [{string.Join(", ", tensor.shape)}], and {found} of the model "
                        + $"[{string.Join(", ", own[found].shape)}].");
            }
        }

        if (taken.Count == 0 && anew.Count == 0 && problems.Count == 0)
            problems.Add(
                $"{Setting}:Path: none of the names of {path}, such as {Shown(file.Keys)}, is one of the model, such as {Shown(own.Keys)}; "
                    + "Names says what stands for what.");
        var absent = own.Keys.Except(taken).Except(anew).ToList();
        List<string> notes = [$"Initial weights: {taken.Count} of {own.Count} tensors are those of {path}."];
        if (anew.Count > 0) notes.Add($"{Shown(anew)} begin anew: the file's are of another number of classes.");
        if (absent.Count > 0) notes.Add($"{absent.Count} tensors are not in the file, and begin as without it: {Shown(absent)}.");
        if (passedOver.Count > 0) notes.Add($"{passedOver.Count} tensors of the file have no place in the model: {Shown(passedOver)}.");
        return notes;
    }

    private IEnumerable<string> Candidates(string name)
    {
        foreach (var (from, to) in options.Names)
        {
            if (name.StartsWith(from, StringComparison.Ordinal)) yield return to + name[from.Length..];
        }

        for (var bare = name; ;)
        {
            yield return bare;
            if (nameOf(bare) is { } own) yield return own;
            if (Array.Find(Wrappers, prefix => bare.StartsWith(prefix, StringComparison.Ordinal)) is not { } wrapper) yield break;
            bare = bare[wrapper.Length..];
        }
    }

    private void Freeze(nn.Module<Tensor, Tensor> model, List<string> problems)
    {
        var parameters = model.named_parameters().ToList();
        foreach (var pattern in options.Freeze)
        {
            var matched = parameters.Where(item => FileSystemName.MatchesSimpleExpression(pattern, item.name, ignoreCase: false)).ToList();
            if (matched.Count == 0)
                problems.Add(
                    $"{Setting}:Freeze: no parameter of the model is called {pattern}; they are called such as "
                        + $"{Shown(parameters.Select(item => item.name))}.");
            foreach (var (_, parameter) in matched) parameter.requires_grad = false;
        }

        if (parameters.Count > 0 && parameters.All(item => !item.parameter.requires_grad))
            problems.Add($"{Setting}:Freeze: every parameter of the model is frozen, and none is left to train.");
        foreach (var (_, module) in model.named_modules())
        {
            if (module is not (BatchNorm1d or BatchNorm2d or BatchNorm3d)) continue;
            var own = module.parameters().ToList();
            if (own.Count > 0 && own.TrueForAll(parameter => !parameter.requires_grad)) module.eval();
        }
    }

    // The names of the parameters of the linear layer that is called last.
    private static HashSet<string> HeadOf(nn.Module<Tensor, Tensor> model, Tensor example)
    {
        using var watch = new LastLinearLayer(model);
        using var mode = new EvaluationMode(model);
        model.call(example);
        if (watch.Layer is not { } last) return [];
        var prefix = model.named_modules().Where(item => ReferenceEquals(item.module, last)).Select(item => item.name + ".")
            .FirstOrDefault("");
        return [.. last.named_parameters().Select(item => prefix + item.name)];
    }

    private static string Shown(IEnumerable<string> names)
    {
        var all = names.ToList();
        return string.Join(", ", all.Take(NamesShown)) + (all.Count > NamesShown ? $" and {all.Count - NamesShown} more" : "");
    }
}
