using System.Text.Json;
using System.Text.Json.Nodes;

namespace SamHost.Runs.Ownership;

/// <summary>The sign of life of a run's owner, <c>heartbeat.json</c>, and how far the run is.</summary>
/// <param name="Token">The owner's token.</param>
/// <param name="Fraction">How much of the run is done, from 0 to 1; null before it trains.</param>
/// <param name="Text">Epoch, loss, accuracy and time left in one line; null before it trains.</param>
public sealed record Heartbeat(string Token, double? Fraction, string? Text)
{
    /// <summary>The file.</summary>
    public const string FileName = "heartbeat.json";

    /// <summary>The last one; null where there is none, or where it cannot be read.</summary>
    public static Heartbeat? Read(string folder)
    {
        var file = Path.Combine(folder, FileName);
        // Of a run that waits there is none, and who follows a study asks again and again.
        if (!File.Exists(file)) return null;
        try
        {
            var json = JsonNode.Parse(File.ReadAllText(file))!;
            return new Heartbeat((string)json["token"]!, (double?)json["fraction"], (string?)json["text"]);
        }
        catch (Exception e)
            when (e is IOException or UnauthorizedAccessException or JsonException or NullReferenceException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>
    /// How old the last one is, by the clock that gives the folder's files their times: those of machines differ. Null where there is none.
    /// </summary>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public static TimeSpan? Age(string folder)
    {
        var last = Last(folder);
        return last is null ? null : Now(folder) - last;
    }

    /// <summary>When the last one was written, by the clock of the folder; null where there is none.</summary>
    public static DateTime? Last(string folder)
    {
        // An owner that wrote none has its own file.
        var file = new[] { FileName, RunOwner.FileName }.Select(name => new FileInfo(Path.Combine(folder, name)))
            .Where(file => file.Exists).MaxBy(file => file.LastWriteTimeUtc);
        return file?.LastWriteTimeUtc;
    }

    /// <summary>The time by the clock that gives a folder's files their times.</summary>
    /// <exception cref="IOException">The folder cannot be written to.</exception>
    public static DateTime Now(string folder)
    {
        var probe = Path.Combine(folder, $".clock-{Guid.NewGuid():N}");
        File.WriteAllText(probe, "");
        try
        {
            return File.GetLastWriteTimeUtc(probe);
        }
        finally
        {
            File.Delete(probe);
        }
    }

    internal void Write(string folder) => RunOwner.Replace(
        Path.Combine(folder, FileName), new JsonObject { ["token"] = Token, ["fraction"] = Fraction, ["text"] = Text }.ToJsonString());
}
