using System.Runtime.InteropServices;

namespace SamHost.Runs;

/// <summary>
/// Files that are whole at any moment, whatever ends the program or the machine: under their name there is the old one or the new one, and
/// what was written stays written.
/// </summary>
public static class DurableFile
{
    private const string Unfinished = ".new";
    private const int ReadOnly = 0;

    /// <summary>
    /// Writes a file: into another one beside it, which is flushed to the disk and then takes the name; at last the folder is flushed.
    /// </summary>
    /// <exception cref="IOException">It cannot be written; what was there before is there still.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        var unfinished = path + Unfinished;
        try
        {
            using (var stream = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception)
        {
            Discard(unfinished);
            throw;
        }

        FlushFolder(Path.GetDirectoryName(path)!);
    }

    /// <summary>Writes a text in UTF-8.</summary>
    /// <exception cref="IOException">It cannot be written; what was there before is there still.</exception>
    public static void Write(string path, string text) => Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));

    /// <summary>Flushes what a folder says of its files to the disk: .NET has no call for it.</summary>
    /// <exception cref="IOException">It cannot be flushed.</exception>
    public static void FlushFolder(string path)
    {
        var folder = Open(path, ReadOnly);
        if (folder < 0) throw new IOException($"The folder {path} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}");
        try
        {
            if (Flush(folder) != 0)
                throw new IOException($"The folder {path} cannot be flushed to the disk: {Marshal.GetLastPInvokeErrorMessage()}");
        }
        finally
        {
            _ = Close(folder);
        }
    }

    private static void Discard(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The partial file has another name; the next attempt overwrites it.
            return;
        }
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static extern int Flush(int file);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int Close(int file);
}
