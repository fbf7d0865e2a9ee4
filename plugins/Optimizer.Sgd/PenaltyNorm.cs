namespace SamHost.Plugins.OptimizerSgd;

/// <summary>How a penalty measures a vector.</summary>
public enum PenaltyNorm
{
    /// <summary>||u||^2 / 2.</summary>
    HalfSquared,

    /// <summary>||u||.</summary>
    Plain,
}
