using System.Runtime.CompilerServices;

namespace SamHost.TestPlugins.LeavesATrace;

internal static class Trace
{
    /// <summary>The earliest that code of an assembly can run.</summary>
    [ModuleInitializer]
    internal static void Leave() => AppContext.SetSwitch("SamHost.TestPlugins.LeavesATrace", true);
}
