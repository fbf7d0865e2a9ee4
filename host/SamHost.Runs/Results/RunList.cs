namespace SamHost.Runs.Results;

/// <summary>Every run in the folder of results, of any status.</summary>
/// <param name="Runs">The runs, in the order of their folders; those of earlier runs of the same configuration, too.</param>
/// <param name="Problems">Why folders are left out, a sentence each.</param>
public sealed record RunList(IReadOnlyList<RunSummary> Runs, IReadOnlyList<string> Problems)
{
    /// <summary>Reads the manifests of all runs, several at a time.</summary>
    /// <param name="outputDirectory">The folder of all results.</param>
    public static RunList Read(string outputDirectory)
    {
        var problems = new List<string>();
        string[] folders =
            [.. FoldersBelow(outputDirectory, problems).SelectMany(study => FoldersBelow(study, problems)).Where(RunReader.IsRun)];
        var read = folders.AsParallel().AsOrdered()
            .Select(folder => (Run: RunSummary.Read(outputDirectory, folder, out var problem), Problem: problem))
            .ToList();
        return new RunList(
            [.. read.Select(item => item.Run).OfType<RunSummary>()], [.. problems, .. read.Select(item => item.Problem).OfType<string>()]);
    }

    private static IEnumerable<string> FoldersBelow(string folder, List<string> problems)
    {
        try
        {
            return Directory.Exists(folder) ? Directory.GetDirectories(folder).Order(StringComparer.Ordinal) : [];
        }
        catch (UnauthorizedAccessException)
        {
            problems.Add($"{folder} cannot be read; make it readable.");
            return [];
        }
    }
}
