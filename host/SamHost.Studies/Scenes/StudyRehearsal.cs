using Microsoft.Extensions.Options;
using SamHost.Configuration;
using SamHost.Plugins.Calls;
using SamHost.Studies.Execution;
using SamHost.Studies.Plans;
using SamHost.Telemetry;
using SamHost.Training;

namespace SamHost.Studies.Scenes;

/// <summary>Creates every component once: what one refuses is an error before training starts.</summary>
/// <param name="scenes">Makes the builders of scenes.</param>
/// <param name="telemetry">The section <c>Telemetry</c>.</param>
public sealed class StudyRehearsal(SceneFactory scenes, IOptions<TelemetryOptions> telemetry)
{
    /// <summary>Loads the data of a run and rehearses its point.</summary>
    /// <returns>
    /// Whether no component failed. One that did is not a mistake of the user: the runs with it will fail by its name, and others go on.
    /// </returns>
    /// <exception cref="UserErrorException">
    /// The data set or the noise cannot be had, or a component refuses them or its options.
    /// </exception>
    public bool Rehearse(PlannedRun run)
    {
        var seeds = new SeedSequence(run.Seed);
        var before = new ProcessState();
        try
        {
            using var data = scenes.Of(run.Plan).LoadData(seeds);
            return Rehearse(run.Plan, seeds, data);
        }
        catch (ComponentFailedException)
        {
            return false;
        }
        finally
        {
            // A run in this process is to begin as it does in any other.
            before.Restore();
        }
    }

    /// <summary>Rehearses a point whose data are loaded.</summary>
    /// <param name="point">The point.</param>
    /// <param name="seeds">The seeds of its data.</param>
    /// <param name="data">The data; borrowed.</param>
    /// <returns>Whether no component failed.</returns>
    /// <exception cref="UserErrorException">A component refuses the data or its options.</exception>
    public bool Rehearse(StudyPlan point, SeedSequence seeds, TrainingData data)
    {
        RequireWatchedExamples(data);
        try
        {
            scenes.Of(point).Rehearse(data, seeds);
            return true;
        }
        catch (ComponentFailedException)
        {
            return false;
        }
    }

    /// <summary>Checks that the examples of <c>Telemetry:WatchExamples</c> exist.</summary>
    /// <exception cref="UserErrorException">One does not.</exception>
    public void RequireWatchedExamples(TrainingData data)
    {
        var options = telemetry.Value;
        if (options.Level == TelemetryLevel.Off) return;
        if (options.WatchExamples.FirstOrDefault(index => index >= data.Labels.Count) is > 0 and var absent)
            throw new UserErrorException(
                $"Telemetry:WatchExamples: there is no training example {absent}; give indices from 0 to {data.Labels.Count - 1}.");
    }
}
