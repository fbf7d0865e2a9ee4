using SamHost.Configuration;
using SamHost.Contracts.Plugins;
using SamHost.Contracts.Training;
using SamHost.Reporting;
using SamHost.Runs;
using SamHost.Telemetry;
using SamHost.Training;
using static TorchSharp.torch;

namespace SamHost.Studies;

/// <summary>Runs a study: for each seed every optimizer, one after the other. A run that fails does not stop the others.</summary>
/// <param name="plan">The study.</param>
/// <param name="scenes">What assembles runs.</param>
/// <param name="device">Where they train.</param>
/// <param name="workingDirectory">Where relative paths start.</param>
/// <param name="display">What a person sees.</param>
/// <param name="telemetry">What is told of each run; null where nothing is.</param>
public sealed class StudyRunner(StudyPlan plan, SceneBuilder scenes, Device device, string workingDirectory, IProgressDisplay display, TelemetryPipeline? telemetry = null)
{
    /// <summary>Runs to the end, or until cancelled: then what the run in progress has is written.</summary>
    /// <exception cref="UserErrorException">The data set or the noise cannot be had, a component refuses them, or results cannot be written.</exception>
    public StudyResult Run(CancellationToken cancellation)
    {
        var outcomes = new List<RunOutcome>();
        foreach (var seed in plan.Study.Seeds)
        {
            var seeds = new SeedSequence(seed);
            using var data = Load(seeds, outcomes);
            if (data is null) continue;
            if (outcomes.Count == 0) Prepare(data, seeds);
            foreach (var optimizer in plan.Optimizers)
            {
                if (cancellation.IsCancellationRequested) return new StudyResult(outcomes, Cancelled: true);
                if (RunOne(optimizer, seeds, data, cancellation) is not { } outcome) return new StudyResult(outcomes, Cancelled: true);
                outcomes.Add(outcome);
            }
        }

        return new StudyResult(outcomes, Cancelled: false);
    }

    /// <summary>Finds what components refuse, and says what the traces will come to, before anything is trained.</summary>
    private void Prepare(TrainingData data, SeedSequence seeds)
    {
        scenes.Rehearse(data, seeds);
        if (telemetry?.Traces == true && TelemetryText.Forecast(plan, data.TrainingIndices.shape[0]) is { } forecast) display.Say(forecast);
    }

    /// <summary>
    /// The data of a seed. What is wrong with the first seed's is wrong with the study; a later one without data is a failure of its runs, beside the results
    /// that are there.
    /// </summary>
    private TrainingData? Load(SeedSequence seeds, List<RunOutcome> outcomes)
    {
        try
        {
            return scenes.LoadData(seeds);
        }
        catch (Exception e) when (outcomes.Count > 0)
        {
            display.Note($"The data of seed {seeds.Root} cannot be had: {e.Message}");
            outcomes.AddRange(plan.Optimizers.Select(optimizer => new RunOutcome(optimizer.Label, seeds.Root, "", null, e.Message)));
            return null;
        }
    }

    /// <summary>The outcome; null where the run was cancelled.</summary>
    private RunOutcome? RunOne(OptimizerPlan optimizer, SeedSequence seeds, TrainingData data, CancellationToken cancellation)
    {
        var configuration = new RunConfiguration(plan, optimizer, seeds.Root);
        var folder = RunFolder.Create(Path.GetFullPath(plan.Settings.Output.Directory, workingDirectory), plan.Study.Name, configuration.Id);
        if (folder.Previous is not null)
            display.Note($"{configuration.Id} ran before; its earlier results are now in {Path.GetRelativePath(workingDirectory, folder.Previous)}.");
        var outcome = new RunOutcome(optimizer.Label, seeds.Root, folder.Path, null, null);
        try
        {
            File.WriteAllText(folder.File(RunFolder.ConfigurationFile), JsonText.Of(configuration.Json) + "\n");
            using var scene = Assemble(optimizer, configuration, seeds, data, folder);
            return outcome with { Result = new Trainer(scene).Train(cancellation) };
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            display.Note($"{configuration.Id} was cancelled; what it had is in {Path.GetRelativePath(workingDirectory, folder.Path)}.");
            return null;
        }
        catch (Exception e)
        {
            display.Note($"{configuration.Id} failed: {e.Message}");
            if (e is not (ComponentException or UserErrorException)) KeepTrace(folder, e);
            return outcome with { Error = e.Message };
        }
    }

    private RunScene Assemble(OptimizerPlan optimizer, RunConfiguration configuration, SeedSequence seeds, TrainingData data, RunFolder folder)
    {
        var observers = HostObservers(optimizer, configuration, seeds, data, folder);
        try
        {
            return scenes.Build(optimizer, configuration, seeds, data, folder.Path, observers);
        }
        catch (Exception e)
        {
            // There is no trainer yet that would tell them, and the manifest is to say why.
            foreach (var observer in observers) observer.RunFailed(e);
            throw;
        }
    }

    /// <summary>The whole of it for whoever mends the component; the user sees the message.</summary>
    private static void KeepTrace(RunFolder folder, Exception error)
    {
        try
        {
            File.WriteAllText(folder.File(RunFolder.ErrorFile), error.ToString());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Likely the very reason why the run failed.
            return;
        }
    }

    // Early stopping comes first: what it asks for is then seen by the rest.
    private List<ITrainingObserver> HostObservers(
        OptimizerPlan optimizer, RunConfiguration configuration, SeedSequence seeds, TrainingData data, RunFolder folder)
    {
        Func<TelemetryCounts>? counts = null;
        var followed = telemetry?.Follow(configuration.Id, folder.Path, Rho(optimizer), out counts);
        List<ITrainingObserver> observers =
        [
            new MetricsFile(),
            new ExamplesFile(plan.RecordsExamplesAt),
            .. followed is null ? Array.Empty<ITrainingObserver>() : [followed],
            new RunManifest(folder.File(RunFolder.ManifestFile), RunManifest.Describe(configuration, plan, optimizer, seeds, data, device), counts),
            display.Follow(optimizer.Label, seeds.Root),
        ];
        if (plan.Study.EarlyStopping is { } earlyStopping) observers.Insert(0, new EarlyStopping(earlyStopping));
        return observers;
    }

    private static double? Rho(OptimizerPlan optimizer) =>
        OptionProperty.Of(optimizer.Optimizer.Options.GetType()).FirstOrDefault(property => property.Name == "Rho")?.Get(optimizer.Optimizer.Options) as double?;
}
