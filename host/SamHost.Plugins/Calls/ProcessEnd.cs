using System.Runtime.InteropServices;
using SamHost.Configuration;

namespace SamHost.Plugins.Calls;

/// <summary>
/// The end of the process at once. <see cref="Environment.Exit"/> would wait for native code that is still at work, or crash in it.
/// </summary>
public static class ProcessEnd
{
    /// <summary>Ends the process.</summary>
    public static void Now(ExitCode code) => Exit((int)code);

    [DllImport("libc", EntryPoint = "_exit")]
    private static extern void Exit(int code);
}
