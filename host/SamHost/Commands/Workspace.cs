using System.CommandLine;
using Microsoft.Extensions.Logging;
using SamHost.Configuration;
using SamHost.PluginLoading;
using SamHost.Studies;
using SamHost.Telemetry;

namespace SamHost.Commands;

/// <summary>Settings and plugins, as a verb finds them.</summary>
public sealed class Workspace
{
    private const string SettingsFileName = "appsettings.json";

    private readonly SettingsNode _settings;
    private readonly SettingsProblems _problems;

    private Workspace(SettingsNode settings, RootOptions root, TelemetrySettings telemetry, PluginCatalog catalog, SettingsProblems problems)
    {
        _settings = settings;
        Root = root;
        Telemetry = telemetry;
        Catalog = catalog;
        _problems = problems;
    }

    /// <summary>The bound settings. Not to be used before <see cref="Plan"/> or <see cref="ThrowIfAnyProblem"/> has passed.</summary>
    public RootOptions Root { get; }

    /// <summary>The section <c>Telemetry</c> over the standard variables. Not to be used earlier either.</summary>
    public TelemetrySettings Telemetry { get; }

    /// <summary>The plugins.</summary>
    public PluginCatalog Catalog { get; }

    /// <summary>
    /// Reads appsettings.json (in the working directory, else beside the program), the files and assignments of the command line and the
    /// environment; loads the plugins.
    /// </summary>
    /// <param name="command">The parsed command line.</param>
    /// <param name="options">Its settings.</param>
    /// <param name="assignments">More assignments, such as that of <c>--out</c>.</param>
    /// <param name="logger">Hears of plugins that are not active.</param>
    /// <exception cref="UserErrorException">A file cannot be read.</exception>
    public static Workspace Open(ParseResult command, SettingsOptions options, IEnumerable<string> assignments, ILogger logger)
    {
        var problems = new SettingsProblems();
        var here = File.Exists(SettingsFileName) ? SettingsFileName : Path.Combine(AppContext.BaseDirectory, SettingsFileName);
        var files = command.GetValue(options.Files) ?? [];
        var settings = SettingsLayers.Load(
            [.. File.Exists(here) ? [here] : Array.Empty<string>(), .. files],
            Environment.GetEnvironmentVariables(),
            [.. command.GetValue(options.Set) ?? [], .. assignments],
            problems);
        var root = OptionsBinder.Bind<RootOptions>(settings, "", problems, RootOptions.SchemaKey);
        var telemetry = TelemetrySettings.Resolve(root.Telemetry, Environment.GetEnvironmentVariables(), problems);
        var catalog = new PluginCatalogLoader(root.Plugins, logger).Load(AppContext.BaseDirectory, Environment.CurrentDirectory);
        foreach (var problem in catalog.Problems) problems.Add("", settings["Plugins"]?.Origin ?? "", problem);
        return new Workspace(settings, root, telemetry, catalog, problems);
    }

    /// <summary>The study's plan.</summary>
    /// <exception cref="UserErrorException">Anything in the settings is wrong: all of it.</exception>
    public StudyPlan Plan() => new StudyPlanner(Catalog, _settings, _problems).Plan(Root);

    /// <exception cref="UserErrorException">Anything in the settings, the study's components aside, is wrong.</exception>
    public void ThrowIfAnyProblem() => _problems.ThrowIfAny();
}
