using System.Runtime.InteropServices;

namespace SamHost.Studies.Processes;

/// <summary>
/// Ctrl-C in a terminal reaches the whole group of processes, so those too that this one has started. A process inherits the signal mask of the thread that
/// starts it: where Ctrl-C is blocked there, it is blocked in the new process from its first instruction on, and whoever started it decides when it ends.
/// </summary>
public static class InterruptMask
{
    private const int Block = 0;
    private const int Restore = 2;
    private const int Interrupt = 2;

    /// <summary>Starts something with Ctrl-C blocked in this thread; other threads of this process still hear of it.</summary>
    public static T During<T>(Func<T> start)
    {
        // glibc's sigset_t: 1,024 bits, from signal 1 on.
        var (interrupt, before) = (new ulong[16], new ulong[16]);
        interrupt[0] = 1UL << (Interrupt - 1);
        _ = SetSignalMask(Block, interrupt, before);
        try
        {
            return start();
        }
        finally
        {
            _ = SetSignalMask(Restore, before, interrupt);
        }
    }

    [DllImport("libc", EntryPoint = "pthread_sigmask")]
    private static extern int SetSignalMask(int how, [In] ulong[] mask, [Out] ulong[] before);
}
