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
    /// <param name="run">The run.</param>
    /// <param name="note">Gets what a person should know of data and initial weights.</param>
    /// <returns>
    /// Whether no component failed. One that did is not a mistake of the user: the runs with it will fail by its name, and others go on.
    /// </returns>
    /// <exception cref="UserErrorException">
    /// The data set or the noise cannot be had, or a component refuses them or its options.
    /// </exception>
    public bool Rehearse(PlannedRun run, Action<string> note)
    {
        var seeds = new SeedSequence(run.Seed);
        var before = new ProcessState();
        try
        {
            using var data = scenes.Of(run.Plan).LoadData(seeds);
            Tell(run.Plan, seeds, data, note);
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

    /// <summary>Says what a person should know before the first run: warnings of the data, and what became of initial weights.</summary>
    /// <exception cref="UserErrorException">The initial weights do not fit the model.</exception>
    public void Tell(StudyPlan point, SeedSequence seeds, TrainingData data, Action<string> note)
    {
        foreach (var line in data.Notes.Where(line => line.StartsWith("warning: ", StringComparison.Ordinal))) note(line);
        foreach (var warning in RepeatedInputs.Describe(data)) note(warning);
        foreach (var line in scenes.Of(point).DescribeInitialWeights(data, seeds)) note(line);
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
        if (options.WatchExamples.Length == 0) return;
        // Under another seed, what tests here may be trained on.
        var ids = data.Labels.Ids.Concat(data.TestIds).ToHashSet();
        if (options.WatchExamples.FirstOrDefault(id => !ids.Contains(id)) is { } absent)
            throw new UserErrorException(
                $"Telemetry:WatchExamples: there is no example '{absent}'; ids of this data set are such as '{data.Labels.Ids[0]}' and "
                    + $"'{data.Labels.Ids[^1]}'{NearestName.Hint(absent, data.Labels.Ids)}.");
    }
}
