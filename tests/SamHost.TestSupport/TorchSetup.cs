using System.Runtime.CompilerServices;
using SamHost.Torch;

namespace SamHost.TestSupport;

internal static class TorchSetup
{
    /// <summary>Before any test touches TorchSharp, as Program does for the host.</summary>
    [ModuleInitializer]
    internal static void Load() => LibTorch.Load();
}
