namespace SamHost.Studies.Sweeps;

/// <summary>How values spread over a range.</summary>
public enum SweepScale
{
    /// <summary>Equally likely everywhere.</summary>
    Linear,

    /// <summary>Equally likely in each decade.</summary>
    Log,
}
