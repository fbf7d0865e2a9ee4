using SamHost.Native;

namespace SamHost.PluginLoading;

/// <summary>Finds plugins that others than the user of this process and root may change.</summary>
internal static class OpenFolders
{
    private const int GroupWrite = 0x10;
    private const int OthersWrite = 0x2;
    private const int Sticky = 0x200;

    private static readonly EnumerationOptions Here = new() { AttributesToSkip = FileAttributes.None };
    private static readonly EnumerationOptions NoLinks = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>A warning where others may write to a directory of plugins, to anything of a plugin, or to a folder above; null where nobody may.</summary>
    public static string? WarningOf(string directory, IEnumerable<PluginCandidate> candidates)
    {
        var folders = candidates.Where(candidate => candidate.HasFolder && File.Exists(candidate.Path)).Select(candidate => candidate.Folder);
        var inside = folders.SelectMany(folder => Directory.EnumerateFileSystemEntries(folder, "*", NoLinks).Prepend(folder))
            .Concat(Directory.EnumerateFiles(directory, "*", Here)).Prepend(directory).Where(path => IsOpen(path)).ToList();
        if (inside.Count > 0)
            return $"Others may write to {inside[0]}{(inside.Count > 1 ? $" and {inside.Count - 1} more files and folders there" : "")}{Owner(inside[0])}, and so to what runs here as you; take that right from them: {Remedy(inside, directory, "-R ")}";

        var above = Above(directory).FirstOrDefault(folder => IsOpen(folder, unlessSticky: true));
        return above is null ? null : $"Others may write to {above}{Owner(above)}, and so put other plugins in the place of {directory}, which run here as you; take that right from them: {Remedy([above], above)}";
    }

    // Where a folder on the way is a link, both ways lead here.
    private static IEnumerable<string> Above(string directory)
    {
        if (new DirectoryInfo(directory).ResolveLinkTarget(returnFinalTarget: true) is { } target)
        {
            yield return target.FullName;
            foreach (var folder in Above(target.FullName)) yield return folder;
        }

        if (Path.GetDirectoryName(directory) is not { } parent) yield break;
        yield return parent;
        foreach (var folder in Above(parent)) yield return folder;
    }

    private static bool IsOpen(string path, bool unlessSticky = false)
    {
        if (FileStatus.Of(path) is not { } file) return false;
        // A group with the owner's own number is the owner's alone, as most systems make them: there files are open to it by default.
        var isOpen = (file.Mode & OthersWrite) != 0 || ((file.Mode & GroupWrite) != 0 && file.Group != file.User);
        return IsStrangers(file) || (isOpen && !(unlessSticky && (file.Mode & Sticky) != 0));
    }

    // Whom a file belongs to may always give himself the right to write it.
    private static bool IsStrangers(FileStatus file) => file.User != 0 && file.User != FileStatus.Me();

    private static string Owner(string path) => FileStatus.Of(path) is { } file && IsStrangers(file) ? $", which belongs to user {file.User}" : "";

    private static string Remedy(IEnumerable<string> open, string target, string option = "")
    {
        var chmod = $"chmod {option}go-w {target}";
        return open.Any(path => FileStatus.Of(path) is { } file && IsStrangers(file)) ? $"chown {option}{FileStatus.Me()} {target} && {chmod}" : chmod;
    }
}
