using SamHost.Configuration;
using SamHost.Plugins.Loading;

namespace SamHost.Plugins.Trust;

/// <summary>
/// The lists that say which plugins may run: that of the settings, and the signed one. Where there are both, a plugin must be in both;
/// where there is none, every plugin may.
/// </summary>
internal sealed class AllowLists
{
    private readonly IReadOnlyList<(string Name, IReadOnlyList<AllowedPlugin> Plugins)> _lists;

    private AllowLists(IReadOnlyList<(string Name, IReadOnlyList<AllowedPlugin> Plugins)> lists) => _lists = lists;

    /// <summary>The lists of the settings.</summary>
    /// <exception cref="UserErrorException">The signed list is not there, or not signed with the key.</exception>
    public static AllowLists Of(PluginsOptions options, string workingDirectory)
    {
        var lists = new List<(string, IReadOnlyList<AllowedPlugin>)>();
        if (options.Allow is { } allow) lists.Add(("Plugins:Allow", allow));
        if (options.SignedList is { } file)
            lists.Add(($"the signed list {file}", SignedList.Read(file, options.PublicKey ?? "", workingDirectory)));
        return new AllowLists(lists);
    }

    /// <summary>
    /// Where a plugin is to be loaded from. Of one that is listed it is a copy that nobody else can write to, and it is the copy that is
    /// held against the lists: what runs is what was hashed, whenever it is loaded.
    /// </summary>
    /// <param name="candidate">The plugin.</param>
    /// <param name="files">Its files.</param>
    /// <exception cref="PluginRefusedException">It is not in a list, or not as it is here.</exception>
    public PluginCandidate Admit(PluginCandidate candidate, IReadOnlyList<string> files)
    {
        if (_lists.Count == 0) return candidate;
        var entries = _lists.Select(list => list.Plugins.Where(plugin => candidate.IsCalled(plugin.Name)).ToList()).ToList();
        foreach (var ((name, _), _) in _lists.Zip(entries).Where(list => list.Second.Count == 0))
            throw Refused($"It is not in {name}; if you trust it, add what 'samhost plugins pin --only {candidate.Name}' prints.");

        var listed = entries.SelectMany(plugins => plugins).SelectMany(plugin => plugin.Files.Keys).ToHashSet(StringComparer.Ordinal);
        try
        {
            var folder = PrivateFolder.Create();
            var hashes = files.ToDictionary(file => file, file => listed.Contains(file) ? HashOfCopy(candidate.Folder, file, folder) : "");
            foreach (var ((name, _), plugins) in _lists.Zip(entries))
            {
                var differences = plugins.Select(plugin => Differences(plugin, hashes)).MinBy(found => found.Count)!;
                if (differences.Count > 0)
                    throw Refused(
                        $"It is not what {name} has: {string.Join(", ", differences)}; if you trust that, pin it again with 'samhost "
                            + "plugins pin'.");
            }

            // These name more folders to load from, and what lies there is in no list.
            foreach (var file in Directory.GetFiles(folder, "*.runtimeconfig*.json")) File.Delete(file);
            return new PluginCandidate(candidate.Name, Path.Combine(folder, candidate.Name + ".dll"), HasFolder: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Refused(
                $"Its files cannot be copied to be checked ({e.Message}); "
                + $"make them readable, and {Path.GetTempPath()} a folder with room.");
        }
    }

    private static string HashOfCopy(string from, string file, string to)
    {
        var copy = Path.Combine(to, file);
        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        File.Copy(Path.Combine(from, file), copy);
        return PluginFiles.Sha256Of(copy);
    }

    private static List<string> Differences(AllowedPlugin plugin, Dictionary<string, string> hashes)
    {
        var changed = plugin.Files.Where(
            file => hashes.TryGetValue(file.Key, out var hash) && !hash.Equals(file.Value, StringComparison.OrdinalIgnoreCase))
                .Select(file => $"{file.Key} has changed");
        var missing = plugin.Files.Keys.Where(file => !hashes.ContainsKey(file)).Select(file => $"{file} is missing");
        var added = hashes.Keys.Where(file => !plugin.Files.ContainsKey(file)).Select(file => $"{file} is new");
        return [.. changed, .. missing, .. added];
    }

    private static PluginRefusedException Refused(string reason) => new(PluginStatus.NotAllowed, reason);
}
