using System.Runtime.InteropServices;
using SamHost.Configuration;

namespace SamHost.Plugins.Calls;

/// <summary>
/// The end of the process at once. <see cref="Environment.Exit"/> would wait for native code that is still at work, or crash in it.
/// </summary>
public static class ProcessEnd
{
    private static readonly Lock Gate = new();
    private static Action? _cleanUp;

    static ProcessEnd() => AppDomain.CurrentDomain.ProcessExit += (_, _) => CleanUp();

    /// <summary>Ends the process, after what was asked for with <see cref="Before"/>.</summary>
    public static void Now(ExitCode code)
    {
        CleanUp();
        Exit((int)code);
    }

    /// <summary>Does something before the process ends, unless it crashes or is killed.</summary>
    /// <param name="cleanUp">It returns soon and throws nothing. It is called on the thread that ends the process.</param>
    public static void Before(Action cleanUp)
    {
        lock (Gate) _cleanUp += cleanUp;
    }

    private static void CleanUp()
    {
        Action? cleanUp;
        lock (Gate) (cleanUp, _cleanUp) = (_cleanUp, null);
        cleanUp?.Invoke();
    }

    [DllImport("libc", EntryPoint = "_exit")]
    private static extern void Exit(int code);
}
