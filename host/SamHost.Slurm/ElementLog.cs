namespace SamHost.Slurm;

/// <summary>
/// The log of an element, for a failure that is written nowhere else: a disk that is full takes no manifest, and what a site's own lines of
/// the script run says nothing to us.
/// </summary>
internal static class ElementLog
{
    // What is looked for stands at its end.
    private const int Most = 16 * 1024;
    private const int Longest = 300;

    /// <summary>Why an element's job failed, from its last attempt's own words.</summary>
    /// <param name="log">The file.</param>
    /// <param name="run">The run that is asked for.</param>
    /// <returns>Why the run failed, and its last line; null for what is not there.</returns>
    public static (string? Failure, string? LastLine) Read(string log, string run)
    {
        var begin = $"job {Path.GetFileNameWithoutExtension(log)}";
        var lines = End(log).Split('\n', StringSplitOptions.RemoveEmptyEntries).Reverse()
            .TakeWhile(line => !line.StartsWith(begin, StringComparison.Ordinal)).ToList();
        var failed = $"{run} failed: ";
        var failure = lines.FirstOrDefault(line => line.StartsWith(failed, StringComparison.Ordinal))?[failed.Length..];
        return (Cut(failure), Cut(lines.FirstOrDefault()));
    }

    private static string? Cut(string? line) => line is { Length: > Longest } ? $"{line[..Longest]}..." : line;

    private static string End(string log)
    {
        try
        {
            using var stream = new FileStream(log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            stream.Seek(-Math.Min(Most, stream.Length), SeekOrigin.End);
            using var reader = new StreamReader(stream);
            return reader.ReadToEnd();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
