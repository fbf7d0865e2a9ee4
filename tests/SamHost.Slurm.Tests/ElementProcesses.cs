using System.Diagnostics;

namespace SamHost.Slurm.Tests;

/// <summary>The processes of this machine that make the runs of a test.</summary>
internal static class ElementProcesses
{
    /// <summary>All of samhost's that run in a folder.</summary>
    public static List<int> In(string folder) => [.. All().Where(process => IsIn(folder, process))];

    /// <summary>The one that makes a request, and the worker that it has started, which may be none yet.</summary>
    /// <param name="folder">The folder that it runs in.</param>
    /// <param name="request">The number of the request.</param>
    public static List<int> OfRequest(string folder, int request)
    {
        var own = In(folder).Where(process => Read($"/proc/{process}/cmdline")
            .Contains($"/requests/{request}.json", StringComparison.Ordinal)).ToList();
        return [.. own, .. own.SelectMany(ChildrenOf)];
    }

    /// <summary>Whether a process is stopped, and not only told to be.</summary>
    public static bool IsStopped(int process) => File.ReadLines($"/proc/{process}/status")
        .Single(line => line.StartsWith("State:", StringComparison.Ordinal)).Contains("\tT", StringComparison.Ordinal);

    /// <summary>Sends a signal.</summary>
    public static void Signal(string signal, params IReadOnlyCollection<int> processes)
    {
        if (processes.Count > 0) Process.Start("kill", [$"-{signal}", .. processes.Select(process => $"{process}")]).WaitForExit();
    }

    private static IEnumerable<int> All() => Directory.GetDirectories("/proc").Select(Path.GetFileName)
        .Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!));

    private static IEnumerable<int> ChildrenOf(int process) => Directory.GetDirectories($"/proc/{process}/task")
        .SelectMany(thread => Read(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Select(int.Parse);

    private static bool IsIn(string folder, int process)
    {
        try
        {
            return new FileInfo($"/proc/{process}/cwd").LinkTarget == folder
                && Read($"/proc/{process}/cmdline").Contains("samhost", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // Nothing of a process that has ended meanwhile.
    private static string Read(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
