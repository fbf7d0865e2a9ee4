using System.Diagnostics;
using SamHost.Configuration;

namespace SamHost.Benchmarks;

/// <summary>A command of this program in a process that does nothing else.</summary>
internal static class OwnProcess
{
    /// <summary>Runs it to its end.</summary>
    /// <returns>What it wrote.</returns>
    /// <exception cref="UserErrorException">It failed: why.</exception>
    public static (string Output, string Errors) Run(string command, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [command, .. arguments])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? (output, errors.Result)
            : throw new UserErrorException($"{command} ended with exit code {process.ExitCode}: {Message(errors.Result)}");
    }

    // Of an exception what it says and what the ones within it say, not where they came from.
    private static string Message(string errors)
    {
        string[] lines = [.. errors.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];
        return lines is [var first, ..]
            ? string.Join(' ', lines.Skip(1).Where(line => line.StartsWith("---> ", StringComparison.Ordinal)).Prepend(first))
            : "it said nothing.";
    }
}
