using Microsoft.Extensions.Logging;
using SamHost.Configuration;
using SamHost.Plugins;
using SamHost.Studies.Sweeps;
using SamHost.Torch;

namespace SamHost.Studies.Plans;

/// <summary>Plans the study of the settings.</summary>
/// <param name="settings">The settings.</param>
/// <param name="plugins">The plugins.</param>
/// <param name="checks">What else may be wrong with the settings.</param>
/// <param name="logger">Gets a line for each plugin that cannot be used.</param>
public sealed class StudyPlanning(
    Settings settings, InstalledPlugins plugins, IEnumerable<ISettingsCheck> checks, ILogger<StudyPlanning> logger)
{
    /// <summary>The plan of each point of the study's sweep; that of the study where it has none.</summary>
    /// <param name="processes">
    /// How many processes share the cores, where <c>Torch:Threads</c> gives no number. A number that the user gives is that of each
    /// process: its results are then those of a run without others beside it, bit for bit. Null where runs are made in this process.
    /// </param>
    /// <exception cref="UserErrorException">
    /// Anything in the settings is wrong: all of it; with exit code 3 where a component is missing because its plugin was refused.
    /// </exception>
    public IReadOnlyList<StudyPlan> Plan(int? processes = null)
    {
        var problems = settings.Check();
        foreach (var check in checks) check.Check(settings, problems);
        var catalog = plugins.Load(settings, problems);
        catalog.LogTo(logger);
        var points = StudyPoints.Plan(catalog, settings, problems);
        return processes is { } count ? [.. points.Select(point => point with { Torch = Share(point.Torch, count) })] : points;
    }

    /// <summary>Plans a study without a sweep.</summary>
    /// <param name="sections">Its sections, which take the place of those of the settings.</param>
    /// <exception cref="UserErrorException">Anything in them is wrong: all of it.</exception>
    public StudyPlan PlanOne(SettingsNode sections)
    {
        var problems = new SettingsProblems();
        var tree = sections.Members.Keys.Aggregate(settings.Tree, (tree, section) => tree.Without(section));
        var own = settings.With(SettingsMerge.Over(tree, sections, "", problems));
        problems.Add(own.Check());
        return StudyPoints.Plan(plugins.Load(), own, problems)[0];
    }

    private static TorchOptions Share(TorchOptions torch, int processes) => new()
    {
        Device = torch.Device,
        Library = torch.Library,
        Precision = torch.Precision,
        Threads = torch.Threads ?? Math.Max(1, Environment.ProcessorCount / processes),
    };
}
