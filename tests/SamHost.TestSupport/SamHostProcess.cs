using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using SamHost.Configuration;

namespace SamHost.TestSupport;

/// <summary>The real program, built beside the tests, with its output redirected.</summary>
internal sealed class SamHostProcess : IDisposable
{
    /// <summary>Ctrl-C.</summary>
    public const int Interrupt = 2;

    /// <summary>What a job scheduler sends.</summary>
    public const int Terminate = 15;

    private const int KillSignal = 9;

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
        // Whoever runs the tests in the background has them, and what they start, ignore Ctrl-C. The program and what it starts are a
        // group, as a terminal has it.
        var start = new ProcessStartInfo(
            "setsid", ["env", "--default-signal=INT", "dotnet", Path.Combine(AppContext.BaseDirectory, "samhost.dll"), .. arguments])
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

    /// <summary>Whether it has not ended.</summary>
    public bool IsRunning => !_process.HasExited;

    /// <summary>Its resident memory; null once it has ended.</summary>
    public double? ResidentMegabytes => _process.HasExited ? null : ResidentMegabytesOf(_process.Id);

    /// <summary>The resident memory of a process; null once it has ended.</summary>
    public static double? ResidentMegabytesOf(int process)
    {
        try
        {
            var lines = File.ReadLines($"/proc/{process}/status");
            return lines.FirstOrDefault(line => line.StartsWith("VmRSS:", StringComparison.Ordinal)) is { } line
                ? double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024
                : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The processes that it has started and that have not ended.</summary>
    public IReadOnlyList<int> Children =>
    [
        .. Directory.GetDirectories("/proc").Select(Path.GetFileName).Where(name => int.TryParse(name, out _))
            .Select(name => int.Parse(name!))
            .Where(process => ParentOf(process) == _process.Id),
    ];

    /// <summary>Ends a process as a crash would: without a chance to write anything.</summary>
    public static void Crash(int process) => Assert.Equal(0, Kill(process, KillSignal));

    /// <summary>Ends it as a crash would.</summary>
    public void Crash() => _process.Kill();

    /// <summary>What Ctrl-C does in a terminal.</summary>
    public void PressCtrlC() => SignalAll(Interrupt);

    /// <summary>Sends a signal to the program, and at the same time to all that the program has started.</summary>
    public void SignalAll(int signal) => Assert.Equal(0, Kill(-_process.Id, signal));

    /// <summary>The next line that it prints; null at its end. What is read so is missing from <see cref="EndAsync"/>.</summary>
    public async Task<string?> LineAsync() => await _process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);

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

    // The fields behind the name, which stands in parentheses and may hold anything: state, parent. A process that ends meanwhile has none;
    // one that is only waited for (Z) has ended.
    private static int? ParentOf(int process)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{process}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return fields[0] == "Z" ? null : int.Parse(fields[1]);
        }
        catch (IOException)
        {
            return null;
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}
