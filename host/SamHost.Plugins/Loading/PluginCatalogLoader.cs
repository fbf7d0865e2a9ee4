using SamHost.Configuration;
using SamHost.Plugins.Components;
using SamHost.Plugins.Trust;

namespace SamHost.Plugins.Loading;

/// <summary>
/// Finds the plugins, decides which may run, and loads these. One bad plugin never stops another: whatever happens to a plugin becomes its
/// <see cref="PluginReport"/>.
/// </summary>
/// <remarks>
/// Before any code of a plugin runs, in this order: disabled, links that lead outside, not allowed, not an assembly, incompatible version,
/// own copy of the contracts. All of these are decided from bytes and metadata.
/// </remarks>
/// <param name="options">The section <c>Plugins</c>.</param>
internal sealed class PluginCatalogLoader(PluginsOptions options)
{
    /// <summary>Loads the plugins of all directories.</summary>
    /// <param name="baseDirectory">The program's folder, where <c>plugins</c> is by default.</param>
    /// <param name="workingDirectory">Where relative paths start.</param>
    /// <exception cref="UserErrorException">The signed list is not good; nothing was loaded.</exception>
    public PluginCatalog Load(string baseDirectory, string workingDirectory)
    {
        var lists = AllowLists.Of(options, workingDirectory);
        var problems = new List<string>();
        var warnings = new List<string>();
        var reports = new List<PluginReport>();
        foreach (var directory in PluginDirectories.Resolve(options, baseDirectory, workingDirectory, problems))
        {
            var candidates = PluginDirectories.CandidatesIn(directory, problems);
            if (OpenFolders.WarningOf(directory, candidates) is { } warning) warnings.Add(warning);
            foreach (var candidate in candidates)
            {
                reports.Add(Load(candidate, lists, [.. reports.SelectMany(earlier => earlier.Components)]));
            }
        }

        foreach (var (index, name) in options.Disabled.Index()
            .Where(name => !reports.Any(report => report.Plugin.Name.Equals(name.Item, StringComparison.OrdinalIgnoreCase))))
            problems.Add(
                $"Plugins:Disabled:{index}: there is no plugin '{name}'; "
                    + $"{NearestName.Advice(name, [.. reports.Select(report => report.Plugin.Name)], "plugins")}");
        return new PluginCatalog(reports, problems, warnings);
    }

    private PluginReport Load(PluginCandidate candidate, AllowLists lists, IReadOnlyList<ComponentDescriptor> earlier)
    {
        var image = PluginImage.None;
        PluginIdentity Identity() => new(candidate.Name, candidate.Path, image.Version, image.Sha256);
        try
        {
            var files = FilesOf(candidate);
            image = PluginImage.Read(candidate.Path);
            if (IsDisabled(candidate)) throw Disabled();
            var place = lists.Admit(candidate, files);
            // The copy's, which is what was held against the lists.
            if (place != candidate) image = PluginImage.Read(place.Path);
            if (image.Defect is not null) throw new PluginRefusedException(PluginStatus.NotAnAssembly, image.Defect);
            SharedAssemblies.CheckVersions(image.References);
            SharedAssemblies.CheckFolder(place.Folder);
            var plugin = Identity();
            var (components, dataSources) = PluginActivation.Activate(plugin, place.Path, image, earlier);
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
                Plugin = Identity(),
                Status = refusal.Status,
                Reason = refusal.Message,
                Literals = image.Literals,
            };
        }
    }

    // Before any file is opened: a link may lead anywhere.
    private IReadOnlyList<string> FilesOf(PluginCandidate candidate)
    {
        try
        {
            return PluginFiles.Of(candidate);
        }
        catch (PluginRefusedException) when (IsDisabled(candidate))
        {
            throw Disabled();
        }
    }

    private bool IsDisabled(PluginCandidate candidate) => options.Disabled.Any(candidate.IsCalled);

    private static PluginRefusedException Disabled() =>
        new(PluginStatus.Disabled, "The configuration disables it; take its name out of Plugins:Disabled to use it.");
}
