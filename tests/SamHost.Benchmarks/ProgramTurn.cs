using System.Diagnostics;
using System.Globalization;

namespace SamHost.Benchmarks;

/// <summary>The whole program, several times side by side, in folders of their own: how long it takes, and how much memory.</summary>
internal static class ProgramTurn
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(50);

    // To count the pages of a large process takes long, and holds it up meanwhile.
    private const int PausesOfALook = 50;

    /// <summary>Runs it.</summary>
    /// <param name="commands">The arguments of each.</param>
    /// <returns>Seconds until the last has ended, and the peak of the memory of all of them and of the processes that they start.</returns>
    public static (double Seconds, double Mebibytes) Take(params string[][] commands)
    {
        var clock = Stopwatch.StartNew();
        var programs = commands.Select(Start).ToList();
        var (peak, pause) = (0L, ShortestPause);
        while (programs.Any(program => !program.Process.WaitForExit(pause)))
        {
            var look = Stopwatch.StartNew();
            peak = Math.Max(peak, programs.Sum(program => Memory(program.Process.Id)));
            pause = TimeSpan.FromTicks(Math.Max(ShortestPause.Ticks, PausesOfALook * look.Elapsed.Ticks));
        }

        var seconds = clock.Elapsed.TotalSeconds;
        foreach (var (process, folder) in programs)
        {
            if (process.ExitCode != 0) throw new InvalidOperationException($"samhost ended with exit code {process.ExitCode}.");
            process.Dispose();
            Directory.Delete(folder, recursive: true);
        }

        return (seconds, peak / 1024.0);
    }

    /// <summary>The arguments of a study of the program alone: on one thread, without telemetry and report.</summary>
    public static string[] Study(params IEnumerable<string> settings) =>
    [
        "run", "--quiet",
        .. settings.Concat(["Torch:Threads=1", "Telemetry:Level=Off", "Output:Report=false"])
            .SelectMany(setting => new[] { "--set", setting }),
    ];

    /// <summary>The median.</summary>
    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }

    private static (Process Process, string Folder) Start(string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("samhost-benchmark-").FullName;
        File.Copy(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), Path.Combine(folder, "appsettings.json"));
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "samhost"), arguments) { WorkingDirectory = folder, RedirectStandardOutput = true };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        return (process, folder);
    }

    private static long Memory(int process)
    {
        try
        {
            // Proportional: what processes share, such as the pages of libtorch, counts once.
            var line = File.ReadLines($"/proc/{process}/smaps_rollup")
                .FirstOrDefault(line => line.StartsWith("Pss:", StringComparison.Ordinal));
            var own = line is null ? 0 : Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]);
            var children = Directory.GetDirectories($"/proc/{process}/task")
                .SelectMany(task => File.ReadAllText(Path.Combine(task, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries));
            return own + children.Sum(child => Memory((int)Number(child)));
        }
        catch (IOException)
        {
            // It has just ended.
            return 0;
        }
    }

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
