using Microsoft.Extensions.Logging;
using SamHost.Configuration;

namespace SamHost.PluginLoading;

/// <summary>
/// Finds the plugins, decides which may run, and loads these. One bad plugin never stops another: whatever happens to a plugin becomes its
/// <see cref="PluginReport"/>.
/// </summary>
/// <remarks>
/// Before any code of a plugin runs, in this order: disabled, not an assembly, not allowed, incompatible version, own copy of the
/// contracts. All of these are decided from bytes and metadata.
/// </remarks>
/// <param name="options">The section <c>Plugins</c>.</param>
/// <param name="logger">Gets a line for each plugin.</param>
public sealed class PluginCatalogLoader(PluginsOptions options, ILogger logger)
{
    /// <summary>Loads the plugins of all directories.</summary>
    /// <param name="baseDirectory">The program's folder, where <c>plugins</c> is by default.</param>
    /// <param name="workingDirectory">Where relative paths start.</param>
    public PluginCatalog Load(string baseDirectory, string workingDirectory)
    {
        var problems = new List<string>();
        var reports = new List<PluginReport>();
        foreach (var directory in PluginDirectories.Resolve(options, baseDirectory, workingDirectory, problems))
        {
            foreach (var candidate in CandidatesIn(directory, problems))
            {
                var report = Load(candidate, [.. reports.SelectMany(earlier => earlier.Components)]);
                Log(report);
                reports.Add(report);
            }
        }

        foreach (var (index, name) in options.Disabled.Index().Where(name => !reports.Any(report => IsName(report.Plugin.Name, name.Item))))
            problems.Add($"Plugins:Disabled:{index}: there is no plugin '{name}'; {NearestName.Advice(name, [.. reports.Select(report => report.Plugin.Name)], "plugins")}");
        return new PluginCatalog(reports, problems);
    }

    private static IEnumerable<PluginCandidate> CandidatesIn(string directory, List<string> problems)
    {
        try
        {
            return PluginCandidate.In(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"Plugins:Directories: the folder {directory} cannot be read ({e.Message}); make it readable or remove it from the list.");
            return [];
        }
    }

    private PluginReport Load(PluginCandidate candidate, IReadOnlyList<ComponentDescriptor> earlier)
    {
        var image = PluginImage.Read(candidate.Path);
        var plugin = new PluginIdentity(candidate.Name, candidate.Path, image.Version, image.Sha256);
        try
        {
            CheckBeforeAnyCodeRuns(candidate, image);
            var (components, dataSources) = PluginActivation.Activate(plugin, image, earlier);
            return new PluginReport
            {
                Plugin = plugin,
                Status = PluginStatus.Active,
                Components = components,
                DataSources = dataSources,
            };
        }
        catch (PluginRefusedException refusal)
        {
            return new PluginReport
            {
                Plugin = plugin,
                Status = refusal.Status,
                Reason = refusal.Message,
                Literals = image.Literals,
            };
        }
    }

    private void CheckBeforeAnyCodeRuns(PluginCandidate candidate, PluginImage image)
    {
        if (options.Disabled.Any(name => IsName(candidate.Name, name)))
            throw new PluginRefusedException(PluginStatus.Disabled, "The configuration disables it; take its name out of Plugins:Disabled to use it.");
        if (image.Defect is not null) throw new PluginRefusedException(PluginStatus.NotAnAssembly, image.Defect);
        CheckAllowed(candidate, image);
        SharedAssemblies.CheckVersions(image.References);
        SharedAssemblies.CheckFolder(candidate.Folder);
    }

    private void CheckAllowed(PluginCandidate candidate, PluginImage image)
    {
        if (options.Allow is null) return;
        var entries = options.Allow.Where(entry => IsName(candidate.Name, entry.Name)).ToArray();
        if (entries.Any(entry => string.Equals(entry.Sha256, image.Sha256, StringComparison.OrdinalIgnoreCase))) return;
        throw new PluginRefusedException(PluginStatus.NotAllowed, entries.Length == 0
            ? $"It is not in Plugins:Allow; if you trust it, add its name with the SHA-256 {image.Sha256}."
            : $"Its SHA-256 is {image.Sha256}, but Plugins:Allow has {string.Join(", ", entries.Select(entry => entry.Sha256))}; if you trust the change, put the new one there.");
    }

    private static bool IsName(string plugin, string name) => string.Equals(plugin, name, StringComparison.OrdinalIgnoreCase);

    private void Log(PluginReport report)
    {
        if (report.Status == PluginStatus.Active)
            logger.LogDebug("Plugin {Plugin} {Version} is active: {Components}", report.Plugin.Name, report.Plugin.Version, string.Join(", ", report.Components.Select(component => component.Name)));
        else
            logger.Log(report.Status == PluginStatus.Disabled ? LogLevel.Debug : LogLevel.Warning, "Plugin {Plugin} is not active ({Status}): {Reason}", report.Plugin.Name, report.Status, report.Reason);
    }
}
