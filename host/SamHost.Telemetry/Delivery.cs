using OpenTelemetry;

namespace SamHost.Telemetry;

/// <summary>
/// Sends a batch until the collector takes it, refuses it for good, or the program ends. It blocks the signal's own export thread, never training: meanwhile the
/// queue fills, and what does not fit is counted and dropped.
/// </summary>
internal sealed class Delivery(ExportHandler handler, ManualResetEventSlim stopping)
{
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>Sends.</summary>
    /// <param name="count">The number of items.</param>
    /// <param name="export">One try.</param>
    /// <returns>How many items the collector took.</returns>
    public long Send(long count, Func<ExportResult> export)
    {
        var wait = FirstWait;
        while (true)
        {
            var isLastTry = stopping.IsSet;
            if (export() == ExportResult.Success) return Math.Max(count - handler.Rejected, 0);
            if (!handler.MayRetry || isLastTry) return 0;
            stopping.Wait(wait);
            wait = wait * 2 < LongestWait ? wait * 2 : LongestWait;
        }
    }
}
