using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Plugins.Loading;

namespace SamHost.Plugins.Trust;

/// <summary>
/// Makes a list of plugins for <see cref="PluginsOptions.Allow"/>, of the plugins as they are now. None of their code runs.
/// </summary>
public static class PluginPins
{
    /// <summary>An entry for each plugin that is not disabled.</summary>
    /// <param name="options">The section <c>Plugins</c>.</param>
    /// <param name="only">The names of the plugins wanted; empty for all.</param>
    /// <param name="baseDirectory">The program's folder.</param>
    /// <param name="workingDirectory">Where relative paths start.</param>
    /// <exception cref="UserErrorException">
    /// A folder or file cannot be read, a folder holds links that lead outside, or there is no plugin of a name.
    /// </exception>
    public static IReadOnlyList<AllowedPlugin> Of(
        PluginsOptions options, IReadOnlyList<string> only, string baseDirectory, string workingDirectory)
    {
        var problems = new List<string>();
        var candidates = PluginDirectories.Resolve(options, baseDirectory, workingDirectory, problems)
            .SelectMany(directory => PluginDirectories.CandidatesIn(directory, problems))
            .Where(candidate => Path.Exists(candidate.Path)).ToList();
        foreach (var name in only.Where(name => !candidates.Any(candidate => candidate.IsCalled(name))))
            problems.Add(
                $"--only {name}: there is no such plugin; "
                    + $"{NearestName.Advice(name, [.. candidates.Select(candidate => candidate.Name)], "plugins")}");
        var wanted =
            candidates.Where(candidate => only.Count > 0 ? only.Any(candidate.IsCalled) : !options.Disabled.Any(candidate.IsCalled));
        AllowedPlugin[] plugins = [.. wanted.Select(candidate => Pin(candidate, problems)).OfType<AllowedPlugin>()];
        return problems.Count == 0 ? plugins : throw new UserErrorException(problems);
    }

    /// <summary>The entries as a settings file.</summary>
    public static JsonObject Settings(IEnumerable<AllowedPlugin> plugins) => new()
    {
        ["Plugins"] = new JsonObject { ["Allow"] = new JsonArray([.. plugins.Select(plugin => OptionsText.ToJson(plugin))]) },
    };

    private static AllowedPlugin? Pin(PluginCandidate candidate, List<string> problems)
    {
        try
        {
            var files = PluginFiles.Of(candidate);
            if (files.GroupBy(file => file, StringComparer.OrdinalIgnoreCase).FirstOrDefault(same => same.Count() > 1) is not { } twice)
                return new AllowedPlugin { Name = candidate.Name,
                    Files = files.ToDictionary(file => file, file => PluginFiles.Sha256Of(Path.Combine(candidate.Folder, file))) };
            problems.Add(
                $"{candidate.Name}: {string.Join(" and ", twice)} differ in the case of letters alone, which is one key in settings; "
                    + "rename one.");
        }
        catch (PluginRefusedException e)
        {
            problems.Add($"{candidate.Name} cannot be pinned: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{candidate.Name} cannot be pinned: {e.Message}");
        }

        return null;
    }
}
