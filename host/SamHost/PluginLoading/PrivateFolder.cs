namespace SamHost.PluginLoading;

/// <summary>Folders that nobody but the user of this process can enter, and that are gone when it ends; those of one that was killed, when the next one needs some.</summary>
internal static class PrivateFolder
{
    private const string Prefix = "samhost-checked-";
    private const string LockFile = "lock";

    // The lock is held as long as this process lives, however it ends.
    private static readonly Lazy<(string Path, FileStream Lock)> Root = new(CreateRoot);

    private static int _count;

    /// <summary>Creates one.</summary>
    /// <returns>Its full path.</returns>
    public static string Create() => Directory.CreateDirectory(Path.Combine(Root.Value.Path, $"{Interlocked.Increment(ref _count)}")).FullName;

    private static (string Path, FileStream Lock) CreateRoot()
    {
        foreach (var other in Directory.GetDirectories(Path.GetTempPath(), Prefix + "*")) DeleteIfLeft(other);
        var root = Directory.CreateTempSubdirectory(Prefix).FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Delete(root);
        return (root, new FileStream(Path.Combine(root, LockFile), FileMode.CreateNew, FileAccess.Write, FileShare.None));
    }

    private static void DeleteIfLeft(string root)
    {
        try
        {
            // Opened only where nobody holds it. A folder without it is just being made.
            using (new FileStream(Path.Combine(root, LockFile), FileMode.Open, FileAccess.Write, FileShare.None)) Delete(root);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // In use, or somebody else's.
            return;
        }
    }

    private static void Delete(string root)
    {
        try
        {
            Directory.Delete(root, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The end of a process is not the place to complain: what is left is small.
            return;
        }
    }
}
