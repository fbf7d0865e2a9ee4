using Microsoft.Extensions.DependencyInjection;
using SamHost.Configuration;
using SamHost.Runs.Results;
using SamHost.Studies.Execution;
using SamHost.Studies.Plans;
using SamHost.Studies.Predicting;
using SamHost.Studies.Proposing;
using SamHost.Studies.Relabelling;
using SamHost.Studies.Scenes;

namespace SamHost.Studies;

/// <summary>Registers studies.</summary>
public static class StudyServices
{
    /// <summary>
    /// Registers the sections <c>Study</c>, <c>Output</c> and <c>Suspects</c>, planning, and what makes the planned runs but for the
    /// executor.
    /// </summary>
    public static IServiceCollection AddSamHostStudies(this IServiceCollection services) => services
        .AddSettingsSection<StudyOptions>("Study", "What is run.")
        .AddSettingsSection<OutputOptions>("Output", "Where results go.")
        .AddSettingsSection<SuspectsOptions>("Suspects", "How examples are ranked by the evidence that their label is wrong.")
        .AddSingleton<StudyPlanning>()
        .AddSingleton<SuspectScoring>()
        .AddSingleton<SceneFactory>()
        .AddSingleton<StudyRehearsal>()
        .AddSingleton<ChangedData>()
        .AddSingleton<StudyRunner>()
        .AddSingleton<RecordedPlans>()
        .AddSingleton<RunPredictor>()
        .AddSingleton<RelabelledData>()
        .AddSingleton<StudyProposer>()
        .AddSingleton<IRecordedData, RecordedData>();
}
