namespace SamHost.Plugins.Loading;

/// <summary>A place in a plugin directory where a plugin's main assembly is, or should be.</summary>
/// <param name="Name">The plugin's name.</param>
/// <param name="Path">The full path of its main assembly.</param>
/// <param name="HasFolder">Whether it has a folder of its own; else it is a single file among others.</param>
internal sealed record PluginCandidate(string Name, string Path, bool HasFolder)
{
    /// <summary>The folder that the plugin's dependencies come from.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>Whether settings mean this plugin by a name.</summary>
    public bool IsCalled(string name) => string.Equals(Name, name, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// The plugins of a directory, by ordinal name: <c>Name/Name.dll</c> for every subfolder, be that file there or not, and
    /// every <c>Name.dll</c> in the directory itself. Hidden folders are no plugins.
    /// </summary>
    public static IEnumerable<PluginCandidate> In(string directory)
    {
        var folders = Directory.GetDirectories(directory)
            .Select(folder => (Name: System.IO.Path.GetFileName(folder), Folder: folder))
            .Where(entry => !entry.Name.StartsWith('.'))
            .Select(entry => new PluginCandidate(entry.Name, System.IO.Path.Combine(entry.Folder, entry.Name + ".dll"), HasFolder: true));
        var files = Directory.GetFiles(directory, "*.dll")
            .Select(file => new PluginCandidate(System.IO.Path.GetFileNameWithoutExtension(file), file, HasFolder: false));
        return folders.Concat(files).OrderBy(candidate => candidate.Name, StringComparer.Ordinal);
    }
}
