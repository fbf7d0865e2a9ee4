using SamHost.Configuration;

namespace SamHost.Runs.Results;

/// <summary>Finds runs and studies by what a person types.</summary>
public static class RunFinder
{
    /// <summary>Finds the folder of a run or of a study.</summary>
    /// <param name="name">
    /// A folder; or in <paramref name="resultsDirectory"/> the name of a study, or the beginning of the name of one run, or the beginnings
    /// of both with a slash between them.
    /// </param>
    /// <param name="resultsDirectory">The folder of all studies' results.</param>
    /// <exception cref="UserErrorException">There is none, or more than one.</exception>
    public static string Find(string name, string resultsDirectory)
    {
        // A folder of data may have the name of its study.
        if (Directory.Exists(name) && (RunReader.IsRun(name) || RunsOf(name).Count > 0)) return Path.GetFullPath(name);
        string[] studies = Directory.Exists(resultsDirectory)
            ? [.. Directory.GetDirectories(resultsDirectory).Order(StringComparer.Ordinal)]
            : [];
        if (studies.FirstOrDefault(folder => Path.GetFileName(folder) == name) is { } study) return Path.GetFullPath(study);
        var (studyName, runName) = name.Split('/') is [var first, var second] ? (first, second) : ("", name);
        string[] named = studies.Any(folder => Path.GetFileName(folder) == studyName)
            ? [.. studies.Where(folder => Path.GetFileName(folder) == studyName)]
            : [.. studies.Where(folder => Begins(folder, studyName))];
        string[] runs = [.. named.SelectMany(RunsOf).Where(folder => Begins(folder, runName))];
        return runs switch
        {
            [var run] => Path.GetFullPath(run),
            [] when Directory.Exists(name) => Path.GetFullPath(name),
            [] when studies.Length == 0 =>
                throw new UserErrorException(
                    $"There is no folder '{name}', and no study or run of that name in {resultsDirectory}; give the folder of a run or of "
                        + "a study."),
            [] => throw new UserErrorException(
                $"There is no folder '{name}', and no study or run of that name in {resultsDirectory}; "
                    + $"{NearestName.Advice(name, [.. studies.Select(folder => Path.GetFileName(folder)!)], "studies")}"),
            _ => throw new UserErrorException($"'{name}' may be any of {string.Join(", ", runs)}; give more of the name."),
        };
    }

    /// <summary>
    /// The folders of a study's runs. What an earlier run of the same configuration left is there to be kept, not to be counted twice.
    /// </summary>
    public static IReadOnlyList<string> RunsOf(string study) =>
        [.. Directory.GetDirectories(study).Where(RunReader.IsRun).Where(run => !RunFolder.IsPrevious(run)).Order(StringComparer.Ordinal)];

    private static bool Begins(string folder, string name) =>
        Path.GetFileName(folder).StartsWith(name, StringComparison.OrdinalIgnoreCase);
}
