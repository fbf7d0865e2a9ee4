using System.Diagnostics;

namespace SamHost.TestSupport;

/// <summary>Programs in processes of their own.</summary>
internal static class HostProgram
{
    /// <summary>Runs samhost, as it lies beside the tests.</summary>
    public static (int ExitCode, string Output) Run(string workingDirectory, params string[] arguments) =>
        Start(Path.Combine(AppContext.BaseDirectory, "samhost"), workingDirectory, arguments);

    /// <summary>Runs any program; both of its streams make the output.</summary>
    public static (int ExitCode, string Output) Start(string program, string workingDirectory, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Set by `dotnet test` for the test host; a build inside of it is another one.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.GetAwaiter().GetResult());
    }
}
