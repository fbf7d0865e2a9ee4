namespace SamHost.Telemetry;

/// <summary>How much of a run is traced; each level has what the one before it has.</summary>
public enum TelemetryLevel
{
    /// <summary>Nothing leaves the program: no traces, no metrics, no logs.</summary>
    Off,

    /// <summary>A span for each step and its weighting, with figures: means and percentiles, clean and mislabelled apart.</summary>
    Summary,

    /// <summary>And the weighting's arrays: every example's index, loss and weights.</summary>
    Arrays,

    /// <summary>And, on every Nth step, a span for each example.</summary>
    Sampled,

    /// <summary>And that on every step.</summary>
    Full,
}
