using SamHost.Telemetry;
using SamHost.Training;

namespace SamHost.Studies;

/// <summary>What the traces of a study will come to, computed before it starts: each run at its own point of the sweep.</summary>
/// <param name="Total">Those of all runs.</param>
/// <param name="Largest">Those of the run with the most bytes.</param>
public sealed record StudyForecast(TelemetryForecast Total, TelemetryForecast Largest)
{
    /// <summary>Computes it.</summary>
    /// <param name="runs">The study.</param>
    /// <param name="scenesOf">Loads the data of points whose data differ from those of the first.</param>
    /// <param name="first">The data of the first point; borrowed.</param>
    public static StudyForecast Of(StudyRuns runs, Func<StudyPlan, SceneBuilder> scenesOf, TrainingData first)
    {
        var examples = new Dictionary<string, (long Epoch, long All)> { [DataOf(runs.Plan)] = Count(first) };
        var (total, largest) = (new TelemetryForecast(0, 0), new TelemetryForecast(0, 0));
        // The seeds and optimizers of a point come to the same.
        foreach (var point in runs.All.GroupBy(run => run.Plan))
        {
            var (plan, data) = (point.Key, DataOf(point.Key));
            if (!examples.TryGetValue(data, out var count)) examples[data] = count = Count(scenesOf(plan), plan.Study.Seeds[0]);
            var forecast = TelemetryForecast.Of(plan.Settings.Telemetry, plan.Study.Epochs, count.Epoch, count.All, plan.Study.BatchSize, plan.RecordsWeightsAt, Checkpoints(plan));
            total += point.Count() * forecast;
            if (forecast.Bytes > largest.Bytes) largest = forecast;
        }

        return new StudyForecast(total, largest);
    }

    // The last is that of the last epoch, where epochs have any; and there may be one before the first step.
    private static int Checkpoints(StudyPlan plan) => 1 + (plan.Study.OnDivergence == DivergencePolicy.Restore ? plan.Study.Epochs : plan.Study.Epochs / plan.Settings.Checkpoints.EveryEpochs ?? 0);

    private static string DataOf(StudyPlan plan) => $"{plan.Dataset.ToJson().ToJsonString()} {plan.Study.EarlyStopping?.ValidationFraction}";

    private static (long Epoch, long All) Count(TrainingData data) => (data.TrainingIndices.shape[0], data.Labels.Count);

    private static (long Epoch, long All) Count(SceneBuilder scenes, long seed)
    {
        try
        {
            using var data = scenes.LoadData(new SeedSequence(seed));
            return Count(data);
        }
        catch (Exception)
        {
            // Runs without data make no traces; why there are none is said when it is their turn.
            return (0, 0);
        }
    }
}
