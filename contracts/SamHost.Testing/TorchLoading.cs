using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using SamHost.Torch;

namespace SamHost.Testing;

/// <summary>Loads libtorch before a check touches TorchSharp, the way the host does.</summary>
internal static class TorchLoading
{
    [ModuleInitializer]
    [SuppressMessage("Usage", "CA2255", Justification = "A check may be the first to touch TorchSharp, and there is no other entry.")]
    internal static void Load() => LibTorch.Load();
}
