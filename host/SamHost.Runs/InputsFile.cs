using System.Text.Json;
using System.Text.Json.Nodes;
using SamHost.Configuration;

namespace SamHost.Runs;

/// <summary>
/// <c>inputs.json</c>: what a trained model has to be given, so that it can predict without its training data.
/// </summary>
/// <param name="Shape">The shape of one input.</param>
/// <param name="ClassNames">The classes, in the order of the logits.</param>
/// <param name="Preparation">How the data set prepared its inputs, in its own terms.</param>
public sealed record InputsFile(IReadOnlyList<long> Shape, IReadOnlyList<string> ClassNames, JsonObject Preparation)
{
    public const string Name = "inputs.json";

    /// <summary>Writes the file.</summary>
    /// <param name="folder">The run's folder.</param>
    public void Write(string folder) => DurableFile.Write(Path.Combine(folder, Name), JsonText.Of(new JsonObject
    {
        ["shape"] = new JsonArray([.. Shape.Select(side => JsonValue.Create(side))]),
        ["classes"] = new JsonArray([.. ClassNames.Select(name => JsonValue.Create(name))]),
        ["preparation"] = Preparation.DeepClone(),
    }) + "\n");

    /// <summary>Reads the file.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <returns>What it says; null where the run has none.</returns>
    /// <exception cref="UserErrorException">It cannot be read.</exception>
    public static InputsFile? Read(string folder)
    {
        var path = Path.Combine(folder, Name);
        if (!File.Exists(path)) return null;
        try
        {
            var json = JsonNode.Parse(File.ReadAllText(path))!;
            return new InputsFile(
                [.. json["shape"]!.AsArray().Select(side => (long)side!)],
                [.. json["classes"]!.AsArray().Select(name => (string)name!)],
                json["preparation"]!.AsObject());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or NullReferenceException or FormatException)
        {
            throw new UserErrorException($"{path} is not what a run writes: {e.Message}");
        }
    }
}
