using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Gradients.Expansion;

/// <summary>
/// The weight of a stock embedding, which lives in a native object: whoever asks the module for it has it from there. The module's own
/// setter would register it as a new parameter.
/// </summary>
internal static unsafe class NativeEmbedding
{
    private static readonly FieldInfo? Handle = typeof(nn.Module).GetField("handle", BindingFlags.Instance | BindingFlags.NonPublic);

    private static readonly Lazy<nint> Setter = new(() =>
        NativeLibrary.TryLoad("libLibTorchSharp.so", out var library)
        && NativeLibrary.TryGetExport(library, "THSNN_Embedding_set_weight", out var setter) ? setter : 0);

    /// <summary>Has an embedding hand out a weight. Where that cannot be, nothing changes.</summary>
    public static void SetWeight(Embedding embedding, Tensor weight)
    {
        if (Setter.Value == 0 || Handle?.GetValue(embedding) is not SafeHandle handle) return;
        ((delegate* unmanaged<nint, nint, void>)Setter.Value)(handle.DangerousGetHandle(), weight.Handle);
    }
}
