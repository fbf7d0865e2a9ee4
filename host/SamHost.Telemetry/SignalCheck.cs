namespace SamHost.Telemetry;

/// <summary>What a collector did with a signal.</summary>
/// <param name="Target">Where the signal goes.</param>
/// <param name="Made">The spans, metric points or log records that were sent.</param>
/// <param name="Taken">Those that were taken.</param>
/// <param name="Problem">What went wrong; null where nothing did, or no answer came.</param>
public sealed record SignalCheck(OtlpTarget Target, long Made, long Taken, string? Problem)
{
    /// <summary>Whether all of it arrived.</summary>
    public bool IsGood => Made > 0 && Taken == Made;
}
