using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Training;

/// <summary>Whether numbers are numbers.</summary>
internal static class Finiteness
{
    private static readonly Lazy<jit.CompilationUnit> Script = new(() => jit.compile(
        """
        def sum_of_sums(tensors: List[Tensor]) -> Tensor:
            sums: List[Tensor] = []
            for tensor in tensors:
                sums.append(tensor.sum())
            return torch.stack(sums).sum()

        """));

    /// <summary>Whether every entry is finite. On an accelerator it waits for the answer.</summary>
    public static bool IsAllFinite(this Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.isfinite().all().ToBoolean();
    }

    /// <summary>Whether every entry of some tensors is finite. On an accelerator it waits once for the answer.</summary>
    public static bool AreAllFinite(IReadOnlyCollection<Tensor> tensors)
    {
        if (tensors.Count == 0) return true;
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        // A sum takes one pass, and is not finite where any entry is not. That of large entries may overflow: then the entries decide.
        object all = tensors.ToArray();
        return double.IsFinite(((Tensor)Script.Value.invoke("sum_of_sums", all)).ToDouble()) || tensors.All(tensor => tensor.IsAllFinite());
    }
}
