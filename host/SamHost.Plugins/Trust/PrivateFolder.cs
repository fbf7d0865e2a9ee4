using SamHost.Plugins.Calls;

namespace SamHost.Plugins.Trust;

/// <summary>
/// Folders that nobody but the user of this process can enter, and that are gone when it ends; those of one that was killed, when the next
/// one needs some.
/// </summary>
internal static class PrivateFolder
{
    private const string Prefix = "samhost-checked-";
    private const string LockFile = "lock";

    // A process that has just created its folder may not have locked it yet.
    private static readonly TimeSpan Young = TimeSpan.FromMinutes(1);

    // The lock is held as long as this process lives, however it ends.
    private static readonly Lazy<(string Path, FileStream Lock)> Root = new(CreateRoot);

    private static int _count;

    /// <summary>Creates one.</summary>
    /// <returns>Its full path.</returns>
    /// <exception cref="IOException">There is no place for it.</exception>
    public static string Create()
    {
        var root = Root.Value.Path;
        // Made anew it would be open to others, or theirs.
        if (!Directory.Exists(root)) throw new DirectoryNotFoundException($"Somebody has deleted {root}, which this process needs.");
        return Directory.CreateDirectory(Path.Combine(root, $"{Interlocked.Increment(ref _count)}")).FullName;
    }

    private static (string Path, FileStream Lock) CreateRoot()
    {
        var root = Directory.CreateTempSubdirectory(Prefix).FullName;
        ProcessEnd.Before(() => Delete(root));
        var held = new FileStream(Path.Combine(root, LockFile), FileMode.CreateNew, FileAccess.Write, FileShare.None);
        // Some file systems know no locks: there nobody can tell what is in use.
        if (IsHeld(root))
            foreach (var other in Directory.GetDirectories(Path.GetTempPath(), Prefix + "*").Where(IsOurs)) DeleteIfLeft(other);
        return (root, held);
    }

    // Not what somebody else has put there: what he calls a lock may be a pipe, and what he calls a folder may become a link while it is
    // deleted.
    private static bool IsOurs(string root) =>
        (!OperatingSystem.IsLinux() || FileStatus.OfLink(root) is { IsPrivateFolder: true }) && DateTime.UtcNow
            - Directory.GetLastWriteTimeUtc(root) > Young;

    private static void DeleteIfLeft(string root)
    {
        if (!IsHeld(root)) Delete(root);
    }

    private static bool IsHeld(string root)
    {
        try
        {
            using var _ = new FileStream(Path.Combine(root, LockFile), FileMode.Open, FileAccess.Write, FileShare.None);
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // In use; or on its way, without a lock.
            return true;
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
            // Deleting is best effort at the end of a process: the next one deletes the rest.
            return;
        }
    }
}
