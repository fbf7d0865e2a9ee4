namespace SamHost.Runs.Ownership;

/// <summary>
/// A lock on <c>run.lock</c> in a run's folder, which the system gives up when the process ends, however it does. Where it holds, it keeps
/// two processes apart at once; on some file systems it does nothing, or outlives a machine: <see cref="RunOwnership"/> depends on none.
/// The file stays: whoever deleted it could delete another's.
/// </summary>
internal static class RunLock
{
    private const string FileName = "run.lock";

    // What the system says of a file that another process has locked: EWOULDBLOCK.
    private const int WouldBlock = 11;

    /// <summary>Takes it; null where another process has it.</summary>
    /// <exception cref="IOException">There can be no such file.</exception>
    public static FileStream? Take(string folder)
    {
        try
        {
            return new FileStream(
                Path.Combine(folder, FileName), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
        }
        catch (IOException e) when (e.HResult == WouldBlock)
        {
            return null;
        }
    }

    /// <summary>Whether locks do nothing here: the file of one that is held can be locked once more.</summary>
    public static bool DoesNothing(string folder)
    {
        using var second = Take(folder);
        return second is not null;
    }
}
