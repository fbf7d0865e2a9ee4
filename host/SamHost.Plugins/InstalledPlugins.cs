using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using SamHost.Configuration;
using SamHost.Plugins.Calls;
using SamHost.Plugins.Loading;

namespace SamHost.Plugins;

/// <summary>The plugins of the section <c>Plugins</c>, loaded once.</summary>
/// <param name="options">The section.</param>
/// <param name="environment">Relative paths start at its content root.</param>
public sealed class InstalledPlugins(IOptions<PluginsOptions> options, IHostEnvironment environment)
{
    private PluginCatalog? _catalog;

    /// <summary>Loads the plugins. Their registration code runs in the first call.</summary>
    /// <exception cref="UserErrorException">The section is wrong, or its signed list is; nothing was loaded.</exception>
    public PluginCatalog Load()
    {
        if (_catalog is not null) return _catalog;
        using var watch = CallWatch.Start(options.Value.CallLimit, Console.Error.WriteLine);
        return _catalog = new PluginCatalogLoader(options.Value).Load(AppContext.BaseDirectory, environment.ContentRootPath);
    }

    /// <summary>Loads the plugins for a verb that needs every setting to be right.</summary>
    /// <exception cref="UserErrorException">Anything in the settings is wrong: all of it.</exception>
    public PluginCatalog LoadChecked(Settings settings)
    {
        var problems = settings.Check();
        var catalog = Load(settings, problems);
        problems.ThrowIfAny();
        return catalog;
    }

    /// <summary>Loads the plugins, and adds what is wrong with their section to the problems.</summary>
    /// <exception cref="UserErrorException">
    /// The section is wrong, or its signed list is; it is thrown with the problems that were there.
    /// </exception>
    public PluginCatalog Load(Settings settings, SettingsProblems problems)
    {
        try
        {
            var catalog = Load();
            foreach (var problem in catalog.Problems) problems.Add("", settings.Tree["Plugins"]?.Origin ?? "", problem);
            return catalog;
        }
        catch (UserErrorException e)
        {
            problems.Add(e.Problems.Except(problems.Lines));
            problems.ThrowIfAny();
            throw;
        }
    }
}
