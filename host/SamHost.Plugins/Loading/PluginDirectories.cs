namespace SamHost.Plugins.Loading;

/// <summary>Which directories are searched for plugins.</summary>
internal static class PluginDirectories
{
    /// <summary>The directories of the options that exist, as full paths in load order, each once.</summary>
    /// <param name="options">The section <c>Plugins</c>.</param>
    /// <param name="baseDirectory">The program's folder.</param>
    /// <param name="workingDirectory">Where relative paths start.</param>
    /// <param name="problems">Gets a sentence for each given directory that does not exist.</param>
    public static IReadOnlyList<string> Resolve(
        PluginsOptions options, string baseDirectory, string workingDirectory, List<string> problems)
    {
        if (options.Directories is null)
        {
            string[] defaults = [Path.Combine(baseDirectory, "plugins"), Path.Combine(workingDirectory, "my-plugins")];
            return [.. defaults.Select(Path.GetFullPath).Where(Directory.Exists).Distinct()];
        }

        var found = new List<string>();
        for (var i = 0; i < options.Directories.Length; i++)
        {
            if (string.IsNullOrWhiteSpace(options.Directories[i]) || options.Directories[i].Contains('\0', StringComparison.Ordinal))
            {
                problems.Add($"Plugins:Directories:{i}: the entry is empty or holds a null character; name a folder or remove the entry.");
                continue;
            }

            var path = Path.GetFullPath(options.Directories[i], workingDirectory);
            if (Directory.Exists(path)) found.Add(Path.TrimEndingDirectorySeparator(path));
            else problems.Add($"Plugins:Directories:{i}: there is no folder {path}; create it or remove the entry.");
        }

        return [.. found.Distinct()];
    }

    /// <summary>The plugins of a directory (<see cref="PluginCandidate.In"/>).</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="problems">Gets a sentence where it cannot be read.</param>
    public static IReadOnlyList<PluginCandidate> CandidatesIn(string directory, List<string> problems)
    {
        try
        {
            return [.. PluginCandidate.In(directory)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(
                $"Plugins:Directories: the folder {directory} cannot be read ({e.Message}); make it readable or remove it from the list.");
            return [];
        }
    }
}
