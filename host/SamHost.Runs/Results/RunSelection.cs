using SamHost.Configuration;

namespace SamHost.Runs.Results;

/// <summary>The runs that a command line names.</summary>
/// <param name="Runs">Those that are complete.</param>
/// <param name="Folders">The folder of each argument: of a run, or of a study.</param>
/// <param name="Problems">Why others are left out, a sentence each.</param>
public sealed record RunSelection(IReadOnlyList<RecordedRun> Runs, IReadOnlyList<string> Folders, IReadOnlyList<string> Problems)
{
    /// <summary>Finds and reads runs.</summary>
    /// <param name="names">As <see cref="RunFinder.Find"/> takes them.</param>
    /// <param name="resultsDirectory">The folder of all studies' results.</param>
    /// <exception cref="UserErrorException">A name leads nowhere, or no run is complete.</exception>
    public static RunSelection Of(IReadOnlyList<string> names, string resultsDirectory)
    {
        string[] folders = [.. names.Select(name => RunFinder.Find(name, resultsDirectory))];
        var (runs, problems) = (new List<RecordedRun>(), new List<string>());
        foreach (var folder in folders.SelectMany(RunFolders).Distinct())
        {
            if (RunReader.Read(folder, out var problem) is { } run) runs.Add(run);
            else problems.Add(problem!);
        }

        return runs.Count > 0
            ? new RunSelection(runs, folders, problems)
            : throw new UserErrorException(
                [.. problems, $"{string.Join(", ", names)}: there is no complete run; 'samhost run' makes some."]);
    }

    private static IReadOnlyList<string> RunFolders(string folder)
    {
        if (RunReader.IsRun(folder)) return [folder];
        var runs = RunFinder.RunsOf(folder);
        return runs.Count > 0
            ? runs
            : throw new UserErrorException(
                $"{folder} is neither the folder of a run (it has no manifest.json) nor that of a study (it holds no run).");
    }
}
