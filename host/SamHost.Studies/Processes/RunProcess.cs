using SamHost.Configuration;
using SamHost.Plugins.Calls;
using SamHost.Runs;
using SamHost.Studies.Execution;
using SamHost.Studies.Plans;
using SamHost.Studies.Progress;
using SamHost.Telemetry;

namespace SamHost.Studies.Processes;

/// <summary>Makes a run in a process of its own.</summary>
/// <param name="run">The run.</param>
/// <param name="outputDirectory">Where results are.</param>
/// <param name="workingDirectory">Where the process runs.</param>
internal sealed class RunProcess(PlannedRun run, string outputDirectory, string workingDirectory)
{
    // What native code that fails ends a process with: SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGSEGV. The others come from outside, and no call
    // is to blame for them.
    private static readonly int[] FromWithin = [4, 6, 7, 8, 11];

    // A step may be long, and so may a checkpoint; a process that takes longer than this for both hangs.
    private static readonly TimeSpan GracePeriod = TimeSpan.FromMinutes(5);

    /// <summary>What became of the process's telemetry; null where it has not said.</summary>
    public TelemetryCounts? Telemetry { get; private set; }

    /// <summary>Makes the run.</summary>
    /// <param name="request">The request to the process (<see cref="RunRequest"/>).</param>
    /// <param name="display">Shows its progress.</param>
    /// <param name="note">Says what the process has to say.</param>
    /// <param name="cancellation">Cancels it: what it has is written.</param>
    /// <returns>The outcome; null where the run was cancelled.</returns>
    public async Task<RunOutcome?> RunAsync(string request, IRunDisplay display, Action<string> note, CancellationToken cancellation)
    {
        var began = DateTimeOffset.UtcNow;
        var child = new ChildProcess(workingDirectory, GracePeriod);
        var (exitCode, errors) = await child.RunAsync(request, Receive, cancellation).ConfigureAwait(false);
        var outcome = Judge(exitCode, began, errors, note, cancellation.IsCancellationRequested);
        if (outcome?.Result is null) display.Fail();
        else display.Complete();
        return outcome;

        void Receive(RunMessage message)
        {
            if (message.Fraction is { } fraction) display.Show(fraction, message.EpochEnded, () => message.Text);
            else if (message.Telemetry is { } counts) Telemetry = counts;
            else note(message.Text);
        }
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
            > 128 => "Its process was ended by signal "
                + $"{exitCode - 128}{(FromWithin.Contains(exitCode - 128) && LastCall.Read(folder) is { } call ? $" in {call}" : "")}.",
            _ => $"Its process ended with exit code {exitCode}{(errors.Length == 0 ? "." : $": {errors.TrimEnd()}")}",
        };
        note(finished is null ? $"{run.Id} failed: {reason}" : $"{run.Id} is complete. {reason}");
        if (finished is not null) return finished;
        if (status == "running") KeepReason(folder, reason, errors);
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
