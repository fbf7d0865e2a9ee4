using System.Security.Cryptography;
using SamHost.Plugins.Trust;

namespace SamHost.Plugins.Loading;

/// <summary>Which files are a plugin's.</summary>
internal static class PluginFiles
{
    // What is looked for beside an assembly because of its name. Whatever else lies there is another plugin's.
    private static readonly string[] OfSingleFile = [".dll", ".pdb", ".deps.json"];

    /// <summary>
    /// The paths of all files in the plugin's folder, however deep, hidden ones too; of a plugin that is a single file, those with its
    /// name. Relative to the folder, with '/', in ordinal order. None where there is no main assembly.
    /// </summary>
    /// <exception cref="PluginRefusedException">
    /// There is a link among them that leads elsewhere or something that is no file, or the folder cannot be read.
    /// </exception>
    public static IReadOnlyList<string> Of(PluginCandidate candidate)
    {
        try
        {
            var folder = new DirectoryInfo(candidate.Folder);
            if (candidate.HasFolder && folder.LinkTarget is { } target)
                throw new PluginRefusedException(
                    PluginStatus.LinksOutside,
                    $"Its folder is a link to {target}; copy that here, or name the folder that holds it in Plugins:Directories.");
            // A folder that holds no plugin may hold anything, and much of it.
            if (new FileInfo(candidate.Path) is { Exists: false, LinkTarget: null }) return [];

            var entries = (candidate.HasFolder ? Below(folder) : SingleFile(candidate)).ToList();
            var links = entries.Where(entry => entry.LinkTarget is not null && !StaysIn(folder, entry))
                .Select(link => $"{PathIn(folder, link)} (to {link.LinkTarget})").Order(StringComparer.Ordinal).ToList();
            if (links.Count > 0)
                throw new PluginRefusedException(
                    PluginStatus.LinksOutside,
                    $"Its folder holds links that lead to no file of that folder: {string.Join(", ", links)}; put the files themselves "
                        + "there.");
            if (entries.FirstOrDefault(entry => FileStatus.Of(entry.FullName) is { IsSpecial: true }) is { } special)
                throw new PluginRefusedException(
                    PluginStatus.NotAnAssembly,
                    $"{PathIn(folder, special)} is a pipe, a socket or a device, which cannot be read as a file is; remove it.");
            return [.. entries.Select(entry => PathIn(folder, entry)).Order(StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PluginRefusedException(PluginStatus.NotAnAssembly, $"Its folder cannot be read ({e.Message}); make it readable.");
        }
    }

    /// <summary>The SHA-256 of a file, in lower case hexadecimal.</summary>
    public static string Sha256Of(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }

    // A link to a folder is not followed, wherever it leads: it stands here as itself.
    private static IEnumerable<FileSystemInfo> Below(DirectoryInfo folder) =>
        folder.EnumerateFileSystemInfos().SelectMany(entry => entry is DirectoryInfo { LinkTarget: null } inner ? Below(inner) : [entry]);

    private static IEnumerable<FileSystemInfo> SingleFile(PluginCandidate candidate) => OfSingleFile
        .Select(extension => new FileInfo(Path.ChangeExtension(candidate.Path, extension)))
        .Where(file => file.Exists || file.LinkTarget is not null);

    // No folder on the way is a link, so that the text of the path tells.
    private static bool StaysIn(DirectoryInfo folder, FileSystemInfo link) =>
        link.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } file
            && file.FullName.StartsWith(folder.FullName + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static string PathIn(DirectoryInfo folder, FileSystemInfo entry) => Path.GetRelativePath(folder.FullName, entry.FullName);
}
