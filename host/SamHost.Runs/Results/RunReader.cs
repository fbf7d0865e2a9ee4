using System.Text.Json;
using System.Text.Json.Nodes;

namespace SamHost.Runs.Results;

/// <summary>Reads the folder of a run.</summary>
public static class RunReader
{
    /// <summary>Whether a folder is that of a run, of any status.</summary>
    public static bool IsRun(string folder) =>
        File.Exists(Path.Combine(folder, RunFolder.ManifestFile)) || File.Exists(Path.Combine(folder, RunFolder.ConfigurationFile));

    /// <summary>Reads a run that is complete.</summary>
    /// <param name="folder">Its folder.</param>
    /// <param name="problem">Why there is no run to read, as a sentence that names the file; null where there is one.</param>
    public static RecordedRun? Read(string folder, out string? problem)
    {
        try
        {
            var manifest = Json(folder, RunFolder.ManifestFile);
            problem = (string?)manifest["status"] switch
            {
                "completed" => null,
                "running" => $"{folder} is still running, or was killed: its manifest.json says 'running'.",
                var status => $"{folder} did not complete: {status}{((string?)manifest["reason"] is { } reason ? $" ({reason})" : "")}.",
            };
            if (problem is not null) return null;
            var run = new RecordedRun(
                folder, Json(folder, RunFolder.ConfigurationFile), manifest,
                MetricsTable.Read(Path.Combine(folder, RunFolder.MetricsFile)));
            run.Examples.Check();
            return run;
        }
        catch (DamagedRunException e)
        {
            problem = e.Message;
        }
        catch (Exception e) when (e is NullReferenceException or InvalidOperationException or FormatException or ArgumentException)
        {
            // A JSON document that is not what a run writes: a key that is missing, a number where a text should be.
            problem = $"{folder}: config.json and manifest.json are not those of a run; something in them is missing or of another type.";
        }

        return null;
    }

    private static JsonObject Json(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        try
        {
            return JsonNode.Parse(File.ReadAllText(path)) as JsonObject ?? throw new DamagedRunException($"{path} holds no JSON object.");
        }
        catch (JsonException e)
        {
            throw new DamagedRunException($"{path} is no valid JSON (line {e.LineNumber + 1}).");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DamagedRunException(e is FileNotFoundException ? $"{path} is missing." : $"{path} cannot be read: {e.Message}");
        }
    }
}
