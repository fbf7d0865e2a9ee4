using System.Text.Json.Nodes;
using SamHost.Runs;

namespace SamHost.Benchmarks.MadeRuns;

/// <summary>The documents of a run that the program made.</summary>
/// <param name="Configuration">Its <c>config.json</c>.</param>
/// <param name="Manifest">Its <c>manifest.json</c>.</param>
internal sealed record RunDocuments(JsonObject Configuration, JsonObject Manifest)
{
    /// <summary>Trains each optimizer on the digits for one epoch.</summary>
    public static IReadOnlyDictionary<string, RunDocuments> OfTrainedRuns(IEnumerable<string> optimizers)
    {
        var results = Directory.CreateTempSubdirectory("samhost-benchmark-");
        try
        {
            var named = string.Join(",", optimizers.Select(name => $$"""{"Name":"{{name}}"}"""));
            ProgramTurn.Take(
                [.. ProgramTurn.Study("Study:Epochs=1", "Study:Seeds=1", $"Study:Optimizers=[{named}]"), "--out", results.FullName]);
            return Directory.GetFiles(results.FullName, RunFolder.ManifestFile, SearchOption.AllDirectories)
                .Select(manifest => new RunDocuments(
                    Read(Path.Combine(Path.GetDirectoryName(manifest)!, RunFolder.ConfigurationFile)), Read(manifest)))
                .ToDictionary(documents => (string)documents.Configuration["Optimizer"]!["Name"]!);
        }
        finally
        {
            results.Delete(recursive: true);
        }
    }

    private static JsonObject Read(string path) => JsonNode.Parse(File.ReadAllText(path))!.AsObject();
}
