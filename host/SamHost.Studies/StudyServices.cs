using Microsoft.Extensions.DependencyInjection;
using SamHost.Configuration;
using SamHost.Runs.Results;
using SamHost.Studies.Execution;
using SamHost.Studies.Plans;
using SamHost.Studies.Scenes;

namespace SamHost.Studies;

/// <summary>Registers studies.</summary>
public static class StudyServices
{
    /// <summary>
    /// Registers the sections <c>Study</c> and <c>Output</c>, planning, and what makes the planned runs but for the executor.
    /// </summary>
    public static IServiceCollection AddSamHostStudies(this IServiceCollection services) => services
        .AddSettingsSection<StudyOptions>("Study", "What is run.")
        .AddSettingsSection<OutputOptions>("Output", "Where results go.")
        .AddSingleton<StudyPlanning>()
        .AddSingleton<SceneFactory>()
        .AddSingleton<StudyRehearsal>()
        .AddSingleton<StudyRunner>()
        .AddSingleton<IRecordedData, RecordedData>();
}
