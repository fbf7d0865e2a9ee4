using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SamHost.Configuration;
using SamHost.Plugins;
using SamHost.Plugins.Calls;
using SamHost.Plugins.Loading;
using SamHost.Runs;
using SamHost.Runs.Results;
using SamHost.Studies;
using SamHost.Studies.Sweeps;
using SamHost.Telemetry;
using SamHost.Torch;
using static TorchSharp.torch;

namespace SamHost.Commands;

/// <summary>Settings and plugins, as a verb finds them.</summary>
public sealed class Workspace
{
    private const string SettingsFileName = "appsettings.json";

    private readonly SettingsNode _settings;
    private readonly SettingsProblems _problems;

    /// <summary>Binds settings and loads the plugins.</summary>
    /// <param name="settings">The merged settings.</param>
    /// <param name="problems">What was wrong with them so far.</param>
    /// <param name="logger">Hears of plugins that are not active.</param>
    public Workspace(SettingsNode settings, SettingsProblems problems, ILogger logger)
    {
        _settings = settings;
        _problems = problems;
        Root = OptionsBinder.Bind<RootOptions>(settings, "", problems, RootOptions.SchemaKey);
        Telemetry = TelemetrySettings.Resolve(Root.Telemetry, problems);
        using var watch = CallWatch.Start(Root.Plugins.CallLimit, Console.Error.WriteLine);
        Catalog = LoadPlugins(logger);
        foreach (var problem in Catalog.Problems) problems.Add("", settings["Plugins"]?.Origin ?? "", problem);
    }

    /// <summary>The bound settings. Not to be used before <see cref="Plan"/> or <see cref="ThrowIfAnyProblem"/> has passed.</summary>
    public RootOptions Root { get; }

    /// <summary>The section <c>Telemetry</c> over the standard variables. Not to be used earlier either.</summary>
    public TelemetrySettings Telemetry { get; }

    /// <summary>The plugins.</summary>
    public PluginCatalog Catalog { get; }

    /// <summary>
    /// Reads appsettings.json (in the working directory, else beside the program), the study, files and assignments of the command line and the
    /// environment; loads the plugins.
    /// </summary>
    /// <param name="command">The parsed command line.</param>
    /// <param name="options">Its settings.</param>
    /// <param name="assignments">More assignments, such as that of <c>--out</c>.</param>
    /// <param name="logger">Hears of plugins that are not active.</param>
    /// <exception cref="UserErrorException">A file cannot be read, or there is no such study.</exception>
    public static Workspace Open(ParseResult command, SettingsOptions options, IEnumerable<string> assignments, ILogger logger) => Open(
        command.GetValue(options.Study) is { } name ? ShippedStudy.PathOf(name) : null,
        command.GetValue(options.Files) ?? [],
        [.. command.GetValue(options.Set) ?? [], .. assignments],
        logger);

    /// <summary>
    /// For a verb that reads results: of the settings it needs their folder and the plugins, whose section has to be right. Whatever else may be wrong in
    /// them is no matter.
    /// </summary>
    /// <exception cref="UserErrorException">A file cannot be read.</exception>
    public static Workspace OfResults() => Open(null, [], [], NullLogger.Instance);

    /// <summary>The folder of results, for a verb that needs nothing else of the settings: no plugin is loaded.</summary>
    /// <exception cref="UserErrorException">A file cannot be read, or the section <c>Output</c> is wrong.</exception>
    public static string ResultsDirectory()
    {
        var problems = new SettingsProblems();
        var output = OptionsBinder.Bind<OutputOptions>(Merge(null, [], [], problems)["Output"], "Output", problems);
        problems.ThrowIfAny();
        return output.Directory;
    }

    /// <summary>For a run that goes on: its own configuration takes the place of the study in the settings, of those of the engine, and of device and threads.</summary>
    /// <param name="study">The study's name.</param>
    /// <param name="folder">The run's folder.</param>
    /// <param name="results">The folder of all studies' results.</param>
    /// <param name="logger">Hears of plugins that are not active.</param>
    /// <exception cref="UserErrorException">A file cannot be read, or is none of a run.</exception>
    public static Workspace OfRun(string study, string folder, string results, ILogger logger)
    {
        var problems = new SettingsProblems();
        var path = Path.Combine(folder, RunFolder.ConfigurationFile);
        var configuration = SettingsFile.Read(path, problems);
        problems.ThrowIfAny();
        JsonObject run;
        try
        {
            run = StudySettings.OfRun(study, configuration!.ToJson()!.AsObject());
        }
        catch (Exception e) when (e is NullReferenceException or InvalidOperationException or FormatException)
        {
            throw new UserErrorException($"{path} is not the configuration of a run; something in it is missing or of another type.");
        }

        run["Study"]!["Sweep"] = null;
        run["Output"] = new JsonObject { ["Directory"] = results, ["Report"] = false };
        var settings = Merge(null, [], [], problems).Without("Study").Without("Gradients");
        return new Workspace(SettingsMerge.Over(settings, SettingsJson.Parse(Encoding.UTF8.GetBytes(run.ToJsonString()), path, problems), "", problems), problems, logger);
    }

    /// <summary>The section <c>Plugins</c> without its lists, for a verb that makes one; no plugin is loaded.</summary>
    /// <exception cref="UserErrorException">A file cannot be read, or the section is wrong.</exception>
    public static PluginsOptions PluginsWithoutLists(ParseResult command, SettingsOptions options)
    {
        var problems = new SettingsProblems();
        var settings = Merge(null, command.GetValue(options.Files) ?? [], command.GetValue(options.Set) ?? [], problems);
        string[] lists = [nameof(PluginsOptions.Allow), nameof(PluginsOptions.SignedList), nameof(PluginsOptions.PublicKey)];
        var section = lists.Aggregate(settings["Plugins"], (node, list) => node?.Without(list));
        var plugins = OptionsBinder.Bind<PluginsOptions>(section, "Plugins", problems);
        problems.ThrowIfAny();
        return plugins;
    }

    private static Workspace Open(string? study, string[] files, string[] assignments, ILogger logger)
    {
        var problems = new SettingsProblems();
        return new Workspace(Merge(study, files, assignments, problems), problems, logger);
    }

    private static SettingsNode Merge(string? study, string[] files, string[] assignments, SettingsProblems problems)
    {
        var here = File.Exists(SettingsFileName) ? SettingsFileName : Path.Combine(AppContext.BaseDirectory, SettingsFileName);
        return SettingsLayers.Load(
            File.Exists(here) ? here : null,
            study,
            files,
            Environment.GetEnvironmentVariables(),
            assignments,
            problems);
    }

    // Where the section is wrong, a list in it may be missing: nothing is loaded then.
    private PluginCatalog LoadPlugins(ILogger logger)
    {
        var ofSection = new SettingsProblems();
        var options = OptionsBinder.Bind<PluginsOptions>(_settings["Plugins"], "Plugins", ofSection);
        if (ofSection.Count > 0) _problems.ThrowIfAny();
        try
        {
            return new PluginCatalogLoader(options, logger).Load(AppContext.BaseDirectory, Environment.CurrentDirectory);
        }
        catch (UserErrorException e)
        {
            foreach (var problem in e.Problems) _problems.Add("", "", problem);
            _problems.ThrowIfAny();
            throw;
        }
    }

    /// <summary>The plan of each point of the study's sweep; that of the study where it has none.</summary>
    /// <exception cref="UserErrorException">Anything in the settings is wrong: all of it.</exception>
    public IReadOnlyList<StudyPlan> Plan() => StudyPoints.Plan(Catalog, _settings, Root, _problems);

    /// <summary>The runs of the study, and the device that they train on.</summary>
    /// <param name="processes">How many runs are made at a time, each in a process of its own; null where they are made here, one after the other.</param>
    /// <exception cref="UserErrorException">Anything in the settings is wrong, or there is no such device.</exception>
    public (StudyRuns Runs, Device Device) OpenRuns(int? processes = null)
    {
        var points = Plan();
        // A number of threads that the user gives is that of each process: its results are then those of a run without others beside it, bit for bit.
        if (processes is { } count)
        {
            foreach (var point in points) point.Settings.Torch.Threads ??= Math.Max(1, Environment.ProcessorCount / count);
        }

        var device = TorchDevice.Open(points[0].Settings.Torch);
        return (new StudyRuns(points), device);
    }

    /// <exception cref="UserErrorException">Anything in the settings, the study's components aside, is wrong.</exception>
    public void ThrowIfAnyProblem() => _problems.ThrowIfAny();
}
