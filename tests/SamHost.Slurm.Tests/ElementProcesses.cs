using System.Diagnostics;

namespace SamHost.Slurm.Tests;

/// <summary>The processes of this machine that make the runs of a test.</summary>
internal static class ElementProcesses
{
    /// <summary>All of samhost's that run in a folder.</summary>
    public static List<int> In(string folder) => [.. All().Where(process => IsIn(folder, process))];

    /// <summary>Sends a signal.</summary>
    public static void Signal(string signal, params IReadOnlyCollection<int> processes)
    {
        if (processes.Count > 0) Process.Start("kill", [$"-{signal}", .. processes.Select(process => $"{process}")]).WaitForExit();
    }

    private static IEnumerable<int> All() => Directory.GetDirectories("/proc").Select(Path.GetFileName)
        .Where(name => int.TryParse(name, out _)).Select(name => int.Parse(name!));

    private static bool IsIn(string folder, int process)
    {
        try
        {
            return new FileInfo($"/proc/{process}/cwd").LinkTarget == folder
                && File.ReadAllText($"/proc/{process}/cmdline").Contains("samhost", StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
