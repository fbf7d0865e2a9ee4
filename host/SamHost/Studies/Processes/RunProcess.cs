using System.Diagnostics;
using SamHost.Configuration;
using SamHost.Ledger;
using SamHost.PluginCalls;
using SamHost.Reporting;
using SamHost.Runs;
using SamHost.Telemetry;

namespace SamHost.Studies.Processes;

/// <summary>
/// Makes a run in a process of its own: samhost itself, by the verb <c>run-one</c>, told by standard input what to do. When that is closed, by us or because
/// we are gone, the process ends its run. Of Ctrl-C and SIGTERM it hears nothing: the study ends its runs.
/// </summary>
/// <param name="run">The run.</param>
/// <param name="outputDirectory">Where results are.</param>
/// <param name="workingDirectory">Where the process runs.</param>
public sealed class RunProcess(PlannedRun run, string outputDirectory, string workingDirectory)
{
    /// <summary>The verb.</summary>
    public const string Verb = "run-one";

    // What native code that fails ends a process with: SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGSEGV. The others come from outside, and no call is to blame for them.
    private static readonly int[] FromWithin = [4, 6, 7, 8, 11];

    // A step may be long, and so may a checkpoint; whoever takes longer than this for both hangs.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Whether a run that was interrupted goes on from its last checkpoint.</summary>
    public bool GoesOn { get; init; } = true;

    /// <summary>Whether the collector took nothing of an earlier run of the study.</summary>
    public bool CollectorIsGone { get; init; }

    /// <summary>What became of the process's telemetry; null where it has not said.</summary>
    public TelemetryCounts? Telemetry { get; private set; }

    /// <summary>Makes the run.</summary>
    /// <param name="display">Shows its progress.</param>
    /// <param name="note">Says what the process has to say.</param>
    /// <param name="cancellation">Cancels it: what it has is written.</param>
    /// <returns>The outcome; null where the run was cancelled.</returns>
    public async Task<RunOutcome?> RunAsync(IRunDisplay display, Action<string> note, CancellationToken cancellation)
    {
        var began = DateTimeOffset.UtcNow;
        using var process = InterruptMask.During(() => Process.Start(Start())!);
        var errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
        await AskAsync(process).ConfigureAwait(false);
        using var stopping = new CancellationTokenSource();
        await using var _ = cancellation.Register(() => Stop(process, stopping)).ConfigureAwait(false);
        await using var __ = stopping.Token.Register(process.Kill).ConfigureAwait(false);
        while (await process.StandardOutput.ReadLineAsync(CancellationToken.None).ConfigureAwait(false) is { } line)
        {
            var message = RunMessage.Parse(line);
            if (message.Fraction is { } fraction) display.Show(fraction, message.EpochEnded, () => message.Text);
            else if (message.Telemetry is { } counts) Telemetry = counts;
            else note(message.Text);
        }

        await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
        var outcome = Judge(process.ExitCode, began, await errors.ConfigureAwait(false), note, cancellation.IsCancellationRequested);
        if (outcome?.Result is null) display.Fail();
        else display.Complete();
        return outcome;
    }

    private ProcessStartInfo Start()
    {
        // Started as 'dotnet samhost.dll', it is started so again; else by its own program, which lies beside its assembly.
        var isDotnet = Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet";
        var assembly = typeof(RunProcess).Assembly.Location;
        var start = new ProcessStartInfo(isDotnet ? Environment.ProcessPath! : Path.ChangeExtension(assembly, null), isDotnet ? [assembly, Verb] : [Verb])
        {
            WorkingDirectory = workingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return start;
    }

    private async Task AskAsync(Process process)
    {
        try
        {
            await process.StandardInput.WriteLineAsync(RunRequest.Of(run, GoesOn, CollectorIsGone)).ConfigureAwait(false);
            await process.StandardInput.FlushAsync().ConfigureAwait(false);
        }
        catch (IOException)
        {
            // It is gone already; its exit code and its errors say why.
            return;
        }
    }

    private static void Stop(Process process, CancellationTokenSource stopping)
    {
        // Not the writer: it would try once more to send what a process that is gone did not read.
        process.StandardInput.BaseStream.Close();
        stopping.CancelAfter(Patience);
    }

    private RunOutcome? Judge(int exitCode, DateTimeOffset began, string errors, Action<string> note, bool cancelled)
    {
        var folder = RunFolder.PathOf(outputDirectory, run.Plan.Study.Name, run.Id);
        // What lies there may still be an earlier run, which is none of this one's business.
        var status = RunManifest.StatusSince(Path.Combine(folder, RunFolder.ManifestFile), began);
        var finished = status == "completed" ? EarlierRun.FindComplete(run, outputDirectory) : null;
        if (exitCode == (int)ExitCode.Success && finished is not null) return finished;
        if (cancelled) return finished;
        var failed = new RunOutcome(run.Label, run.Seed, status is null ? "" : folder, null, "");
        // The process has said why itself.
        if (exitCode == (int)ExitCode.RunFailed && errors.Length == 0) return failed with { Error = "It failed." };

        var reason = exitCode switch
        {
            (int)ExitCode.Cancelled => "It was cancelled by a signal to its process.",
            > 128 => $"Its process was ended by signal {exitCode - 128}{(FromWithin.Contains(exitCode - 128) && LastCall.Read(folder) is { } call ? $" in {call}" : "")}.",
            _ => $"Its process ended with exit code {exitCode}{(errors.Length == 0 ? "." : $": {errors.TrimEnd()}")}",
        };
        note(finished is null ? $"{run.Id} failed: {reason}" : $"{run.Id} is complete. {reason}");
        if (finished is not null) return finished;
        if (status == "running")
        {
            KeepReason(folder, reason, errors);
            new RunLedger(outputDirectory, note).Index(folder);
        }

        return failed with { Error = reason };
    }

    private static void KeepReason(string folder, string reason, string errors)
    {
        try
        {
            RunManifest.MarkFailed(Path.Combine(folder, RunFolder.ManifestFile), reason);
            if (errors.Length > 0) File.WriteAllText(Path.Combine(folder, RunFolder.ErrorFile), errors);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is left says "running", and is not taken for complete.
            return;
        }
    }
}
