using SamHost.Configuration;
using SamHost.Plugins.Calls;
using SamHost.Training;

namespace SamHost.Studies;

/// <summary>Finds what components refuse, and says what the traces will come to, before anything is trained.</summary>
/// <param name="runs">The study.</param>
/// <param name="scenesOf">Assembles the runs of a point.</param>
public sealed class StudyRehearsal(StudyRuns runs, Func<StudyPlan, SceneBuilder> scenesOf)
{
    /// <summary>Loads the data of a run and rehearses its point.</summary>
    /// <param name="run">The run.</param>
    /// <param name="sendsTraces">Whether there will be traces.</param>
    /// <param name="say">Hears what they will come to.</param>
    /// <exception cref="UserErrorException">The data set or the noise cannot be had, or a component refuses them or its options.</exception>
    public void Make(PlannedRun run, bool sendsTraces, Action<string> say)
    {
        var seeds = new SeedSequence(run.Seed);
        try
        {
            using var data = scenesOf(run.Plan).LoadData(seeds);
            Make(run.Plan, seeds, data, sendsTraces, say);
        }
        catch (ComponentFailedException)
        {
            // Not a mistake of the user's: the runs with that component will fail by its name, and others go on.
            return;
        }
    }

    /// <summary>Rehearses a point whose data are there.</summary>
    /// <param name="point">The point.</param>
    /// <param name="seeds">The seeds of its data.</param>
    /// <param name="data">The data; borrowed.</param>
    /// <param name="sendsTraces">Whether there will be traces.</param>
    /// <param name="say">Hears what they will come to.</param>
    /// <exception cref="UserErrorException">A component refuses the data or its options.</exception>
    public void Make(StudyPlan point, SeedSequence seeds, TrainingData data, bool sendsTraces, Action<string> say)
    {
        try
        {
            scenesOf(point).Rehearse(data, seeds);
        }
        catch (ComponentFailedException)
        {
            // The same.
        }

        if (sendsTraces) say($"{StudyForecast.Of(runs, scenesOf, data).Total}");
    }
}
