using System.Runtime.InteropServices;

namespace SamHost.Studies.Processes;

/// <summary>
/// Ctrl-C in a terminal, and the SIGTERM of a job scheduler, reach the whole group of processes, so those too that this one has started. A
/// process inherits the signal mask of the thread that starts it: where both are blocked there, they are blocked in the new process from
/// its first instruction on, and whoever started it decides when it ends.
/// </summary>
public static class InterruptMask
{
    private const int Block = 0;
    private const int Restore = 2;
    private const int Interrupt = 2;
    private const int Terminate = 15;

    /// <summary>
    /// Starts something with Ctrl-C and SIGTERM blocked in this thread; other threads of this process still hear of them.
    /// </summary>
    public static T During<T>(Func<T> start)
    {
        // glibc's sigset_t: 1,024 bits, from signal 1 on.
        var (ends, before) = (new ulong[16], new ulong[16]);
        ends[0] = (1UL << (Interrupt - 1)) | (1UL << (Terminate - 1));
        _ = SetSignalMask(Block, ends, before);
        try
        {
            return start();
        }
        finally
        {
            _ = SetSignalMask(Restore, before, ends);
        }
    }

    [DllImport("libc", EntryPoint = "pthread_sigmask")]
    private static extern int SetSignalMask(int how, [In] ulong[] mask, [Out] ulong[] before);
}
