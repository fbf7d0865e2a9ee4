using SamHost.Configuration;
using SamHost.Runs.Results;

namespace SamHost.Live.Following;

/// <summary>The runs that the page shows, whose number may grow.</summary>
/// <param name="find">Finds them, each time anew.</param>
public sealed class ShownRuns(Func<IReadOnlyList<ShownRun>> find)
{
    /// <summary>The runs that are there now, in the order in which the page lists them.</summary>
    public IReadOnlyList<ShownRun> Now() => find();

    /// <summary>Those that a command line names; the folder of a study is searched again each time.</summary>
    /// <param name="names">As <see cref="RunFinder.Find"/> takes them.</param>
    /// <param name="resultsDirectory">The folder of all studies' results.</param>
    /// <exception cref="UserErrorException">A name leads nowhere, or to a folder that holds no run.</exception>
    public static ShownRuns Named(IReadOnlyList<string> names, string resultsDirectory)
    {
        string[] folders = [.. names.Select(name => RunFinder.Find(name, resultsDirectory))];
        if (folders.FirstOrDefault(folder => RunsIn(folder).Count == 0) is { } empty)
            throw new UserErrorException(
                $"{empty} is neither the folder of a run (it has no manifest.json) nor that of a study (it holds no run).");
        return new ShownRuns(() => [.. folders.SelectMany(RunsIn).Distinct().Select(folder => new ShownRun(folder))]);
    }

    /// <summary>Those of the study whose run began last: the one that is running, where one is.</summary>
    /// <param name="resultsDirectory">The folder of all studies' results.</param>
    /// <exception cref="UserErrorException">There is no run.</exception>
    public static ShownRuns Latest(string resultsDirectory)
    {
        var latest = RunList.Read(resultsDirectory).Runs.MaxBy(run => run.Started)
            ?? throw new UserErrorException($"There are no runs in {resultsDirectory}; 'samhost run' makes some.");
        return Named([Path.GetDirectoryName(Path.Combine(resultsDirectory, latest.Folder))!], resultsDirectory);
    }

    private static IReadOnlyList<string> RunsIn(string folder)
    {
        try
        {
            return RunReader.IsRun(folder) ? [folder] : RunFinder.RunsOf(folder);
        }
        catch (IOException)
        {
            // It was deleted, or moved, while the page shows it.
            return [];
        }
    }
}
