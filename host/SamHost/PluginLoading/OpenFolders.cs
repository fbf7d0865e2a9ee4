using System.Runtime.InteropServices;

namespace SamHost.PluginLoading;

/// <summary>Finds plugins that others than their owner may change.</summary>
internal static class OpenFolders
{
    private const int CurrentDirectory = -100;
    private const uint TypeModeAndOwners = 0x1 | 0x2 | 0x8 | 0x10;
    private const int GroupWrite = 0x10;
    private const int OthersWrite = 0x2;
    private const int Sticky = 0x200;

    private static readonly EnumerationOptions Here = new() { AttributesToSkip = FileAttributes.None };
    private static readonly EnumerationOptions NoLinks = new() { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>A warning where group or others may write to a directory of plugins, to anything of a plugin, or to a folder above; null where nobody may.</summary>
    public static string? WarningOf(string directory, IEnumerable<PluginCandidate> candidates)
    {
        var folders = candidates.Where(candidate => candidate.HasFolder && File.Exists(candidate.Path)).Select(candidate => candidate.Folder);
        var inside = folders.SelectMany(folder => Directory.EnumerateFileSystemEntries(folder, "*", NoLinks).Prepend(folder))
            .Concat(Directory.EnumerateFiles(directory, "*", Here)).Prepend(directory).Where(path => IsOpen(path)).ToList();
        if (inside.Count > 0)
            return $"Others may write to {inside[0]}{(inside.Count > 1 ? $" and {inside.Count - 1} more files and folders there" : "")}, and so to what runs here as you; take that right from them: chmod -R go-w {directory}";

        var above = Above(directory).FirstOrDefault(folder => IsOpen(folder, unlessSticky: true));
        return above is null ? null : $"Others may write to {above}, and so put other plugins in the place of {directory}, which run here as you; take that right from them: chmod go-w {above}";
    }

    private static IEnumerable<string> Above(string directory)
    {
        for (var folder = Path.GetDirectoryName(directory); folder is not null; folder = Path.GetDirectoryName(folder)) yield return folder;
    }

    // A group with the owner's own number is the owner's alone, as most systems make them: there files are open to it by default.
    private static bool IsOpen(string path, bool unlessSticky = false) =>
        StatX(CurrentDirectory, path, 0, TypeModeAndOwners, out var file) == 0
        && ((file.Mode & OthersWrite) != 0 || ((file.Mode & GroupWrite) != 0 && file.Group != file.User))
        && !(unlessSticky && (file.Mode & Sticky) != 0);

    [DllImport("libc", EntryPoint = "statx", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int StatX(int folder, string path, int flags, uint mask, out FileStatus status);

    // The kernel's struct statx, which is the same on every machine; file names are UTF-8, as .NET's "ANSI" is on Linux.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct FileStatus
    {
        [FieldOffset(20)]
        public readonly uint User;

        [FieldOffset(24)]
        public readonly uint Group;

        [FieldOffset(28)]
        public readonly ushort Mode;
    }
}
