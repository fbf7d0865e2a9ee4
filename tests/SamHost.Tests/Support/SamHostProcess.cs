using System.Diagnostics;
using System.Runtime.InteropServices;
using SamHost.Configuration;

namespace SamHost.Tests.Support;

/// <summary>The real program, built beside the tests, with its output redirected.</summary>
internal sealed class SamHostProcess : IDisposable
{
    private const int Interrupt = 2;

    private readonly Process _process;
    private readonly Task<string> _errors;

    private SamHostProcess(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    public static SamHostProcess Start(string workingDirectory, params string[] arguments) => StartWith([], workingDirectory, arguments);

    /// <summary>Starts it with more environment variables.</summary>
    public static SamHostProcess StartWith(Dictionary<string, string> variables, string workingDirectory, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "samhost.dll"), .. arguments])
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in variables) start.Environment[name] = value;
        return new SamHostProcess(Process.Start(start)!);
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<CommandResult> RunAsync(string workingDirectory, params string[] arguments)
    {
        using var process = Start(workingDirectory, arguments);
        return await process.EndAsync();
    }

    /// <summary>What Ctrl-C does.</summary>
    public void PressCtrlC() => Assert.Equal(0, Kill(_process.Id, Interrupt));

    /// <summary>Waits for its end.</summary>
    public async Task<CommandResult> EndAsync()
    {
        var output = await _process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new CommandResult((ExitCode)_process.ExitCode, output, await _errors);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
