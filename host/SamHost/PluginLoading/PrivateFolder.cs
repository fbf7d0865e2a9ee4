namespace SamHost.PluginLoading;

/// <summary>Folders that nobody but the user of this process can enter, and that are gone when it ends.</summary>
internal static class PrivateFolder
{
    private static readonly Lazy<string> Root = new(CreateRoot);

    private static int _count;

    /// <summary>Creates one.</summary>
    /// <returns>Its full path.</returns>
    public static string Create() => Directory.CreateDirectory(Path.Combine(Root.Value, $"{Interlocked.Increment(ref _count)}")).FullName;

    private static string CreateRoot()
    {
        var root = Directory.CreateTempSubdirectory("samhost-checked-").FullName;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Delete(root);
        return root;
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
