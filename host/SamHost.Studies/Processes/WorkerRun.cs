using SamHost.Configuration;
using SamHost.Plugins.Calls;
using SamHost.Runs;
using SamHost.Studies.Execution;
using SamHost.Studies.Plans;
using SamHost.Studies.Progress;

namespace SamHost.Studies.Processes;

/// <summary>Has a worker make a run, and says what became of it.</summary>
/// <param name="run">The run.</param>
/// <param name="outputDirectory">Where results are.</param>
/// <param name="note">Says something that a person has to know.</param>
internal sealed class WorkerRun(PlannedRun run, string outputDirectory, Action<string> note)
{
    // What native code that fails ends a process with: SIGILL, SIGABRT, SIGBUS, SIGFPE, SIGSEGV. The others come from outside, and no call
    // is to blame for them.
    private static readonly int[] FromWithin = [4, 6, 7, 8, 11];

    private readonly DateTimeOffset _began = DateTimeOffset.UtcNow;

    /// <summary>Makes the run.</summary>
    /// <param name="worker">The worker. It has ended, or is to be replaced, where the outcome says that it may have been harmed.</param>
    /// <param name="display">Shows the run's progress.</param>
    /// <param name="cancellation">Whether the worker was told to stop.</param>
    /// <returns>
    /// The outcome, null where the run was cancelled; and whether the run has begun, which it has not where the worker had ended after the
    /// run before it.
    /// </returns>
    public async Task<(RunOutcome? Outcome, bool HasBegun)> MakeAsync(
        Worker worker, IRunDisplay display, CancellationToken cancellation)
    {
        var end = await worker.MakeAsync(RunRequest.Of(run), run.DataKey, display).ConfigureAwait(false);
        if (end is null && !worker.HasBegun && worker.Runs > 1)
        {
            display.Fail();
            var exitCode = await worker.Ended.ConfigureAwait(false);
            if (!cancellation.IsCancellationRequested)
                note($"A process ended between two runs, {HowItEnded(exitCode, worker.Errors)} {run.Id} is made by another one.");
            return (null, false);
        }

        var outcome = end is null
            ? OfProcess(worker.ProcessId, await worker.Ended.ConfigureAwait(false), worker.Errors, cancellation.IsCancellationRequested)
            : Of(end, cancellation.IsCancellationRequested);
        if (outcome?.Result is null) display.Fail();
        else display.Complete();
        return (outcome, true);
    }

    private RunOutcome? Of(RunEnd end, bool isCancelled)
    {
        if (end.Code == ExitCode.Success) return EarlierRun.FindComplete(run, outputDirectory) ?? Failed("Its results cannot be read.");
        if (isCancelled) return null;
        // The worker has said why itself.
        if (end.Code == ExitCode.OwnedElsewhere) return Failed(end.Reason ?? "It is made elsewhere.") with { IsOwnedElsewhere = true };
        if (end.Code == ExitCode.RunFailed) return Failed(end.Reason ?? "It failed.") with { MayHaveHarmedProcess = end.MayHaveHarmed };
        return Note(Failed(end.Code == ExitCode.Cancelled ? "It was cancelled by a signal to its process." : end.Reason ?? "It failed."));
    }

    private RunOutcome? OfProcess(int process, int exitCode, string errors, bool isCancelled)
    {
        var finished = Status == "completed" ? EarlierRun.FindComplete(run, outputDirectory) : null;
        if (isCancelled) return finished;
        var reason = exitCode switch
        {
            > 128 => "Its process was ended by signal "
                + $"{exitCode - 128}{(FromWithin.Contains(exitCode - 128) && LastCall.Read(Folder) is { } call ? $" in {call}" : "")}.",
            // It has said why itself.
            (int)ExitCode.RunFailed when errors.Length == 0 => null,
            _ => $"Its process ended {HowItEnded(exitCode, errors)}",
        };
        if (finished is not null)
        {
            note($"{run.Id} is complete. {reason}");
            return finished with { MayHaveHarmedProcess = true };
        }

        if (reason is null) return Failed("It failed.") with { MayHaveHarmedProcess = true };
        var failed = Note(Failed(reason));
        if (Status == "running") KeepReason(process, reason, errors);
        return failed with { MayHaveHarmedProcess = true };
    }

    private static string HowItEnded(int exitCode, string errors) =>
        ChildProcess.HowItEnded(exitCode) + (errors.Length == 0 ? "." : $": {errors.TrimEnd()}");

    private string Folder => RunFolder.PathOf(outputDirectory, run.Plan.Study.Name, run.Id);

    // What lies there may still be an earlier run, which is none of this one's business.
    private string? Status => RunManifest.StatusSince(Path.Combine(Folder, RunFolder.ManifestFile), _began);

    private RunOutcome Failed(string reason) => new(run.Label, run.Seed, Status is null ? "" : Folder, null, reason);

    private RunOutcome Note(RunOutcome failed)
    {
        note($"{run.Id} failed: {failed.Error}");
        return failed;
    }

    private void KeepReason(int process, string reason, string errors)
    {
        try
        {
            RunManifest.MarkFailed(Path.Combine(Folder, RunFolder.ManifestFile), process, reason);
            if (errors.Length > 0) File.WriteAllText(Path.Combine(Folder, RunFolder.ErrorFile), errors);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // What is left says "running", and is not taken for complete.
            return;
        }
    }
}
