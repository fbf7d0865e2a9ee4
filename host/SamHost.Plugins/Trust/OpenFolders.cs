using SamHost.Plugins.Loading;

namespace SamHost.Plugins.Trust;

/// <summary>Finds plugins that others than the user of this process and root may change.</summary>
internal static class OpenFolders
{
    private const int GroupWrite = 0x10;
    private const int OthersWrite = 0x2;

    private static readonly EnumerationOptions NoLinks =
        new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>
    /// A warning that names the first file or folder of a directory of plugins that others may write to; null without one.
    /// </summary>
    public static string? WarningOf(string directory, IEnumerable<PluginCandidate> candidates)
    {
        var paths = candidates.Where(candidate => candidate.HasFolder && File.Exists(candidate.Path)).Select(candidate => candidate.Folder)
            .SelectMany(folder => Directory.EnumerateFileSystemEntries(folder, "*", NoLinks).Prepend(folder));
        return paths.Concat(Directory.EnumerateFiles(directory)).Prepend(directory)
            .Select(path => WarningOf(directory, path)).FirstOrDefault(warning => warning is not null);
    }

    private static string? WarningOf(string directory, string path)
    {
        if (FileStatus.Of(path) is not { } file) return null;
        // An owner may always give himself the right to write.
        if (file.User != 0 && file.User != FileStatus.Me())
            return $"Others may write to {path}, which belongs to user {file.User}, and so to what runs here as you; "
                + $"make yourself the owner of {directory} and all that is in it.";
        // Most systems give each user a group of the same number, of which nobody else is a member.
        var isOpen = (file.Mode & OthersWrite) != 0 || ((file.Mode & GroupWrite) != 0 && file.Group != file.User);
        return isOpen
            ? $"Others may write to {path}, and so to what runs here as you; "
                + $"take write permission from group and others: chmod -R go-w {directory}"
            : null;
    }
}
