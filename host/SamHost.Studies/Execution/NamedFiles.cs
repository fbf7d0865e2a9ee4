using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using SamHost.Studies.Plans;

namespace SamHost.Studies.Execution;

/// <summary>The user's files that options of a data set and its noise name: tables, folders of pictures, labels.</summary>
internal static class NamedFiles
{
    /// <summary>
    /// A hash of their names, lengths and times of change: cheap to ask for, and another one wherever a file was written.
    /// </summary>
    /// <param name="plan">Whose options.</param>
    /// <param name="workingDirectory">Where relative paths start.</param>
    /// <returns>64 hexadecimal digits; null where no option names a file that is there.</returns>
    public static string? Stamp(StudyPlan plan, string workingDirectory)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var any = false;
        foreach (var file in new[] { plan.Dataset, plan.Noise }.SelectMany(part => Texts(part.ToJson()["Options"]))
            .SelectMany(Paths).Distinct().SelectMany(text => Files(text, workingDirectory))
            .OrderBy(file => file.FullName, StringComparer.Ordinal))
        {
            any = true;
            hash.AppendData(Encoding.UTF8.GetBytes(string.Create(
                CultureInfo.InvariantCulture, $"{file.FullName}\0{file.Length}\0{file.LastWriteTimeUtc.Ticks}\n")));
        }

        return any ? Convert.ToHexStringLower(hash.GetHashAndReset()) : null;
    }

    /// <summary>The SHA-256 of the file of initial weights; null where there is none.</summary>
    public static string? HashOfWeights(StudyPlan plan, string workingDirectory)
    {
        if (plan.Study.InitialWeights is not { } weights) return null;
        using var file = File.OpenRead(Path.GetFullPath(weights.Path, workingDirectory));
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    // A query names files in single quotes.
    private static IEnumerable<string> Paths(string text) =>
        text.Contains('\'', StringComparison.Ordinal) ? text.Split('\'').Where((_, place) => place % 2 == 1).Append(text) : [text];

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject inner => inner.SelectMany(member => Texts(member.Value)),
        JsonArray items => items.SelectMany(Texts),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };

    private static IEnumerable<FileInfo> Files(string text, string workingDirectory)
    {
        try
        {
            var path = Path.GetFullPath(text, workingDirectory);
            // The working directory itself holds results, too.
            if (text.Length == 0 || path == Path.GetFullPath(workingDirectory)) return [];
            if (File.Exists(path)) return [new FileInfo(path)];
            if (Directory.Exists(path)) return [.. new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories)];
            var folder = Path.GetDirectoryName(path);
            return path.AsSpan().ContainsAny('*', '?') && Directory.Exists(folder)
                ? [.. new DirectoryInfo(folder).EnumerateFiles(Path.GetFileName(path))]
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // No path, or none that can be looked at: it says nothing.
            return [];
        }
    }
}
