namespace SamHost.Torch;

/// <summary>The type of the numbers that a run computes with.</summary>
public enum TorchPrecision
{
    /// <summary>Single precision.</summary>
    Float32,

    /// <summary>
    /// Weights, losses, logit scales and norms in single precision; matrix products and convolutions of numbers cast to bfloat16.
    /// </summary>
    BFloat16,

    /// <summary>Double precision.</summary>
    Float64,
}
