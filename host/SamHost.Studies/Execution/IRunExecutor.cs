using SamHost.Configuration;
using SamHost.Studies.Plans;
using SamHost.Telemetry;

namespace SamHost.Studies.Execution;

/// <summary>A way to make runs: in this process, in others, elsewhere.</summary>
public interface IRunExecutor
{
    /// <summary>Makes runs until all have ended or it is cancelled. A run that fails does not stop the others.</summary>
    /// <param name="runs">The runs, in the order in which they begin.</param>
    /// <param name="ended">Called when a run has ended, one call at a time; not for a run that is cancelled.</param>
    /// <param name="cancellation">Ends it early: the runs in progress write a checkpoint.</param>
    /// <exception cref="UserErrorException">
    /// The first run's data cannot be had, a component refuses something, or results cannot be written.
    /// </exception>
    void Execute(IReadOnlyList<PlannedRun> runs, Action<PlannedRun, RunOutcome> ended, CancellationToken cancellation);

    /// <summary>Ends the telemetry of the runs: sends what waits, and writes into their manifests what became of it.</summary>
    /// <returns>What became of all of it; null where none was sent.</returns>
    TelemetryCounts? CloseTelemetry();
}
