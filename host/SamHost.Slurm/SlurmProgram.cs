using System.ComponentModel;
using System.Diagnostics;
using SamHost.Configuration;
using SamHost.Studies.Processes;

namespace SamHost.Slurm;

/// <summary>Slurm's own commands.</summary>
internal static class SlurmProgram
{
    // squeue waits for a controller that is away as long as this.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Requires that there is a Slurm here.</summary>
    /// <exception cref="UserErrorException">There is none.</exception>
    public static void Require()
    {
        string[] missing = [.. new[] { "sbatch", "squeue", "scancel", "scontrol" }.Where(program => !IsThere(program))];
        if (missing.Length > 0)
            throw new UserErrorException(
                $"Slurm is not installed here: there is no {string.Join(" and no ", missing)} on the path. Run this on a login node of a "
                    + "cluster (it may need a 'module load slurm'); without Slurm, --parallel N makes N runs at a time on this machine, "
                    + "and --on requests writes what another scheduler needs.");
    }

    /// <summary>Runs one of the commands.</summary>
    /// <returns>What it printed.</returns>
    /// <exception cref="SlurmAwayException">The controller does not answer.</exception>
    /// <exception cref="UserErrorException">Slurm refuses something.</exception>
    public static string Run(string program, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        // A person's own defaults, as of what squeue shows, would hide jobs or change what is submitted.
        foreach (var name in start.Environment.Keys.Where(IsDefaultToLeaveOut).ToList()) start.Environment.Remove(name);
        Process process;
        try
        {
            // Ctrl-C stops watching, and no command in the middle.
            process = InterruptMask.During(() => Process.Start(start)!);
        }
        catch (Win32Exception e)
        {
            throw new UserErrorException($"{program} cannot be started: {e.Message}.");
        }

        using (process)
        {
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(Patience))
            {
                process.Kill(entireProcessTree: true);
                throw new SlurmAwayException($"{program} does not answer.");
            }

            var said = errors.GetAwaiter().GetResult().Trim();
            if (process.ExitCode == 0) return output.GetAwaiter().GetResult();
            // The exit code is 1 for a controller that is away as for a mistake.
            if (IsAway(said)) throw new SlurmAwayException($"{program}: {said.Split('\n')[^1]}");
            throw new UserErrorException($"Slurm refuses: {(said.Length > 0 ? said : $"{program} ended with {process.ExitCode}.")}");
        }
    }

    private static bool IsAway(string said) =>
        new[] { "Unable to contact slurm controller", "Connection refused", "Socket timed out", "Connection timed out", "Zero Bytes" }
            .Any(text => said.Contains(text, StringComparison.OrdinalIgnoreCase));

    // SBATCH_PARTITION and the like stay: a site may set them.
    private static bool IsDefaultToLeaveOut(string variable) =>
        variable.StartsWith("SQUEUE_", StringComparison.Ordinal) || variable.StartsWith("SCANCEL_", StringComparison.Ordinal)
        || variable is "SBATCH_ARRAY_INX" or "SBATCH_CLUSTERS" or "SBATCH_NO_REQUEUE" or "SBATCH_OPEN_MODE" or "SBATCH_REQUEUE"
            or "SBATCH_SIGNAL" or "SBATCH_WAIT";

    private static bool IsThere(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
        .Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, program)));
}
