using System.Diagnostics;
using System.Text.RegularExpressions;
using SamHost.Configuration;
using SamHost.Plugins.Calls;
using SamHost.Studies.Processes;

namespace SamHost.Dashboards;

/// <summary>
/// The Aspire dashboard, a viewer of traces, metrics and logs, started by its published tool where that is installed. It listens on this
/// machine alone; its page asks for the token in the link. Disposing ends it, and so does the end of this process unless that is killed;
/// Ctrl-C does not reach it, so that it takes what a study that is cancelled still sends.
/// </summary>
internal sealed partial class AspireDashboard : IDisposable
{
    /// <summary>What a user who does not have it types.</summary>
    public const string Install = "dotnet tool install --global Aspire.Cli";

    private const string Tool = "aspire";
    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(5);

    private readonly Process _process;

    private AspireDashboard(Process process, string link) => (_process, Link) = (process, link);

    /// <summary>The address of its page, with the token.</summary>
    public string Link { get; }

    /// <summary>Starts it, and waits until it listens.</summary>
    /// <param name="ports">Where.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="UserErrorException">The tool is not installed, or does not start.</exception>
    public static AspireDashboard Start(DashboardPorts ports, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(
            Find() ?? throw new UserErrorException($"There is no Aspire dashboard here; install it by: {Install}"),
            [
                "dashboard", "run", "--non-interactive", "--nologo", "--application-name", "samhost",
                "--frontend-url", $"http://127.0.0.1:{ports.Page}", "--otlp-grpc-url", ports.Endpoint, "--otlp-http-url",
                $"http://127.0.0.1:{ports.Http}",
            ])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ASPIRE_CLI_TELEMETRY_OPTOUT"] = "true", ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "true", ["NO_COLOR"] = "1" },
        };
        var process = InterruptMask.During(() => Process.Start(start)!);
        ProcessEnd.Before(() => Kill(process));
        var link = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var lines = new List<string>();
        void Read(object sender, DataReceivedEventArgs line)
        {
            // The end of its output, which is its own end.
            if (line.Data is null) link.TrySetResult(null);
            else if (LoginLink().Match(line.Data) is { Success: true } match) link.TrySetResult(match.Value);
            else if (!link.Task.IsCompleted && !string.IsNullOrWhiteSpace(line.Data)) lock (lines) lines.Add(line.Data.Trim());
        }

        process.OutputDataReceived += Read;
        process.ErrorDataReceived += (sender, line) =>
        {
            if (line.Data is not null) Read(sender, line);
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        try
        {
            if (link.Task.Wait((int)StartTimeout.TotalMilliseconds, cancellation) && link.Task.Result is { } address)
                return new AspireDashboard(process, address);
        }
        catch (OperationCanceledException)
        {
            Kill(process);
            throw new UserErrorException(["The start of the dashboard was cancelled."], ExitCode.Cancelled);
        }

        Kill(process);
        lock (lines)
            throw new UserErrorException($"The Aspire dashboard did not start: {(lines.Count > 0 ? lines[^1] : "it said nothing")}");
    }

    /// <summary>Waits until it has ended, or the wait is cancelled.</summary>
    /// <returns>Whether it has ended by itself.</returns>
    public bool Wait(CancellationToken cancellation)
    {
        try
        {
            _process.WaitForExitAsync(cancellation).GetAwaiter().GetResult();
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    public void Dispose() => Kill(_process);

    // The process is not disposed: the end of this one asks for it once more.
    private static void Kill(Process process)
    {
        if (process.HasExited) return;
        process.Kill(entireProcessTree: true);
        process.WaitForExit(EndTimeout);
    }

    /// <summary>The tool; null where there is none. Global tools are on the path of a new shell alone.</summary>
    public static string? Find() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Append(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".dotnet", "tools"))
        .Where(folder => folder.Length > 0)
        .Select(folder => Path.Combine(folder, Tool))
        .FirstOrDefault(File.Exists);

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+/login\?t=[0-9a-zA-Z]+")]
    private static partial Regex LoginLink();
}
