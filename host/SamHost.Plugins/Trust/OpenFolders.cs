using SamHost.Plugins.Loading;

namespace SamHost.Plugins.Trust;

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

        var above = Above(directory).FirstOrDefault(folder => IsLinkOfStrangers(folder) || IsOpen(folder, unlessSticky: true));
        return above is null ? null : $"Others may write to {above}{Owner(above)}, and so put other plugins in the place of {directory}, which run here as you; take that right from them: {Remedy([above], above)}";
    }

    // Every folder on the way to one; where that is a link, or one on the way is, both ways lead there, one link after the other.
    private static IEnumerable<string> Above(string directory)
    {
        if (!Directory.Exists(directory)) yield break;
        if (Path.GetDirectoryName(directory) is { } parent)
        {
            yield return parent;
            foreach (var folder in Above(parent)) yield return folder;
        }

        if (Target(directory) is not { } target) yield break;
        if (IsLinkOfStrangers(directory)) yield return directory;
        yield return target;
        foreach (var folder in Above(target)) yield return folder;
    }

    // A link is read from where it really lies.
    private static string? Target(string directory) => new DirectoryInfo(directory).LinkTarget is { } target
        ? Path.GetFullPath(target, Physical(Path.GetDirectoryName(directory)!))
        : null;

    private static string Physical(string directory)
    {
        if (Target(directory) is { } target) return Physical(target);
        return Path.GetDirectoryName(directory) is { } parent ? Path.Combine(Physical(parent), Path.GetFileName(directory)) : directory;
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

    // Whom a link belongs to may have it lead elsewhere, in a folder open to all too.
    private static bool IsLinkOfStrangers(string path) => new DirectoryInfo(path).LinkTarget is not null && FileStatus.OfLink(path) is { } link && IsStrangers(link);

    private static string Owner(string path) => OfStrangers(path) is { } file ? $", which belongs to user {file.User}" : "";

    private static FileStatus? OfStrangers(string path) =>
        IsLinkOfStrangers(path) ? FileStatus.OfLink(path) : FileStatus.Of(path) is { } file && IsStrangers(file) ? file : null;

    private static string Remedy(IReadOnlyCollection<string> open, string target, string option = "")
    {
        // Nobody else may give a file away.
        var chown = $"{(FileStatus.Me() == 0 ? "" : "sudo ")}chown";
        if (IsLinkOfStrangers(target)) return $"{chown} -h {FileStatus.Me()} {target}";
        // Neither follows a link where it goes through folders.
        var place = Physical(target);
        var chmod = $"chmod {option}go-w {place}";
        return open.Any(path => OfStrangers(path) is not null) ? $"{chown} {option}{FileStatus.Me()} {place} && {chmod}" : chmod;
    }
}
