using System.Text;
using SamHost.Configuration;
using SamHost.Plugins;
using SamHost.Runs;
using SamHost.Runs.Results;
using SamHost.Studies.Plans;
using SamHost.Studies.Sweeps;

namespace SamHost.Studies.Scenes;

/// <summary>Plans recorded runs again, from their own configuration.</summary>
/// <param name="settings">The settings, whose sections a run's own take the place of.</param>
/// <param name="plugins">The plugins.</param>
public sealed class RecordedPlans(Settings settings, InstalledPlugins plugins)
{
    /// <summary>The plan of a run.</summary>
    /// <exception cref="UserErrorException">A component is not there, or refuses its options.</exception>
    public StudyPlan Of(RunData run)
    {
        var json = StudySettings.OfRun(run.Study, run.Configuration).ToJsonString();
        var problems = new SettingsProblems();
        var node = SettingsJson.Parse(Encoding.UTF8.GetBytes(json), Path.Combine(run.Folder, RunFolder.ConfigurationFile), problems);
        var own = settings.With(node);
        problems.Add(own.Check());
        return StudyPoints.Plan(plugins.Load(), own, problems)[0];
    }
}
