using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Training;

/// <summary>Whether numbers are numbers.</summary>
internal static class Finiteness
{
    /// <summary>Whether every entry is finite. On an accelerator it waits for the answer.</summary>
    public static bool IsAllFinite(this Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.isfinite().all().ToBoolean();
    }
}
