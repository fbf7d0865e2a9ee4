using static TorchSharp.torch;

namespace SamHost.Gradients.Passes;

/// <summary>
/// The size of logit scales. Gradients are linear in them, and those of confident examples are tiny: in single precision the square of what
/// is below 1e-22 is zero. So norms are taken of gradients over the size of their logit scales, and multiplied by it.
/// </summary>
internal static class Magnitude
{
    /// <summary>The largest logit scale of each group, 1 where all are zero: [G].</summary>
    /// <param name="scales">[B, C].</param>
    /// <param name="groups">The groups.</param>
    public static Tensor OfGroups(Tensor scales, Grouping groups)
    {
        var largest = scales.abs().amax([1L]);
        if (groups.GroupSize > 1) largest = groups.Gather(largest.unsqueeze(1)).amax([1L]);
        return where(largest == 0, ones_like(largest), largest);
    }

    /// <summary>The logit scales over what <see cref="OfGroups"/> says: [B, C].</summary>
    public static Tensor Divide(Tensor scales, Tensor magnitudes, Grouping groups) => scales / groups.Spread(magnitudes).unsqueeze(1);
}
