using SamHost.Configuration;
using SamHost.Runs;

namespace SamHost.Results;

/// <summary>The runs that a command line names.</summary>
/// <param name="Runs">Those that are complete.</param>
/// <param name="Folders">The folder of each argument: of a run, or of a study.</param>
/// <param name="Problems">Why others are left out, a sentence each.</param>
public sealed record RunSelection(IReadOnlyList<RecordedRun> Runs, IReadOnlyList<string> Folders, IReadOnlyList<string> Problems)
{
    /// <summary>Finds and reads runs.</summary>
    /// <param name="names">Folders of runs and of studies, and names of studies in <paramref name="resultsDirectory"/>.</param>
    /// <param name="resultsDirectory">The folder of all studies' results.</param>
    /// <exception cref="UserErrorException">A name leads nowhere, or no run is complete.</exception>
    public static RunSelection Of(IReadOnlyList<string> names, string resultsDirectory)
    {
        string[] folders = [.. names.Select(name => Path.GetFullPath(Resolve(name, resultsDirectory)))];
        var (runs, problems) = (new List<RecordedRun>(), new List<string>());
        foreach (var folder in folders.SelectMany(RunFolders).Distinct())
        {
            if (RunReader.Read(folder, out var problem) is { } run) runs.Add(run);
            else problems.Add(problem!);
        }

        return runs.Count > 0
            ? new RunSelection(runs, folders, problems)
            : throw new UserErrorException([.. problems, $"{string.Join(", ", names)}: there is no complete run; 'samhost run' makes some."]);
    }

    private static string Resolve(string name, string resultsDirectory)
    {
        if (Directory.Exists(name)) return name;
        var study = Path.Combine(resultsDirectory, name);
        if (Directory.Exists(study)) return study;
        string[] studies = Directory.Exists(resultsDirectory) ? [.. Directory.GetDirectories(resultsDirectory).Select(folder => Path.GetFileName(folder)!).Order()] : [];
        throw new UserErrorException(studies.Length == 0
            ? $"There is no folder '{name}', and no study of that name in {resultsDirectory}; give the folder of a run or of a study."
            : $"There is no folder '{name}', and no study of that name in {resultsDirectory}; {NearestName.Advice(name, studies, "studies")}");
    }

    // What an earlier run of the same configuration left is there to be kept, not to be counted twice; it can still be named itself.
    private static IEnumerable<string> RunFolders(string folder)
    {
        if (RunReader.IsRun(folder)) return [folder];
        string[] runs = [.. Directory.GetDirectories(folder).Where(RunReader.IsRun).Where(run => !RunFolder.IsPrevious(run)).Order(StringComparer.Ordinal)];
        return runs.Length > 0 ? runs : throw new UserErrorException($"{folder} is neither the folder of a run (it has no manifest.json) nor that of a study (it holds no run).");
    }
}
