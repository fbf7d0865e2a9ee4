using SamHost.Runs;
using SamHost.Telemetry;

namespace SamHost.Studies;

/// <summary>The end of the telemetry of the runs that this process made, however they ended.</summary>
public static class TelemetryAccount
{
    /// <summary>Flushes what waits, and puts into each run's manifest what became of it.</summary>
    /// <param name="telemetry">The telemetry of the runs; null where nothing was sent.</param>
    /// <param name="note">Receives a message for each manifest that cannot be written.</param>
    /// <param name="isGone">Whether the collector took nothing of an earlier run.</param>
    /// <returns>What became of all of it; null where nothing was sent.</returns>
    public static TelemetryCounts? Close(TelemetryPipeline? telemetry, Action<string> note, bool isGone = false)
    {
        telemetry?.Stop(isGone);
        if (telemetry is null) return null;
        foreach (var problem in telemetry.Runs.Select(run => RunManifest.Complete(run.Folder, run.Counts.ToJson(isFinal: true))).OfType<string>()) note(problem);
        return telemetry.Counts;
    }
}
