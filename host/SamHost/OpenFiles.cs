using System.Runtime.InteropServices;
using System.Text;

namespace SamHost;

/// <summary>
/// The limit of files that the process may have open. .NET opens each of its assemblies when it is first used, and ends the process with a
/// stack trace where it cannot: so the limit is checked before anything else.
/// </summary>
internal static class OpenFiles
{
    /// <summary>The program's assemblies, plugins, libtorch and files come to about 200.</summary>
    public const ulong Needed = 512;

    private const int LimitOfOpenFiles = 7;
    private const int StandardError = 2;

    /// <summary>Whether the limit is high enough; where it is not, an error on standard error says so. Opens no file itself.</summary>
    public static bool AreEnoughAllowed()
    {
        if (GetLimit(LimitOfOpenFiles, out var limit) != 0 || limit.Current >= Needed) return true;
        var message = Encoding.UTF8.GetBytes(
            $"This process may open {limit.Current} files, and needs {Needed}; raise the limit, as by 'ulimit -n 1024', and start it "
                + "again.\n");
        _ = Write(StandardError, message, message.Length);
        return false;
    }

    [DllImport("libc", EntryPoint = "getrlimit")]
    private static extern int GetLimit(int resource, out Limit limit);

    [DllImport("libc", EntryPoint = "write")]
    private static extern nint Write(int file, byte[] bytes, nint count);

    private readonly struct Limit
    {
        public readonly ulong Current;
        public readonly ulong Most;
    }
}
