using SamHost.Configuration;

namespace SamHost.Runs;

/// <summary>Finds a run's folder by what a person types.</summary>
public static class RunFinder
{
    /// <summary>Finds it.</summary>
    /// <param name="run">A folder, or the beginning of the name of one run below <c>runs/*/</c>.</param>
    /// <param name="workingDirectory">Where relative paths start.</param>
    /// <exception cref="UserErrorException">There is no such run, or more than one.</exception>
    public static string Find(string run, string workingDirectory)
    {
        var path = Path.GetFullPath(run, workingDirectory);
        if (Directory.Exists(path)) return path;
        var runs = Path.Combine(workingDirectory, new OutputOptions().Directory);
        string[] all = Directory.Exists(runs)
            ? [.. Directory.GetDirectories(runs).SelectMany(Directory.GetDirectories).Where(folder => !RunFolder.IsPrevious(folder)).Order(StringComparer.Ordinal)]
            : [];
        string[] found = [.. all.Where(folder => Path.GetFileName(folder).StartsWith(run, StringComparison.OrdinalIgnoreCase))];
        return found switch
        {
            [var one] => one,
            [] => throw new UserErrorException($"There is no run '{run}', neither as a folder nor below {Path.Combine(new OutputOptions().Directory, "*")}; {NearestName.Advice(run, [.. all.Select(Path.GetFileName).OfType<string>()], "runs")}"),
            _ => throw new UserErrorException($"'{run}' may be any of {string.Join(", ", found.Select(folder => Path.GetRelativePath(workingDirectory, folder)))}; give more of the name."),
        };
    }
}
