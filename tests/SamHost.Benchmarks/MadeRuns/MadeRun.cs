using System.Globalization;
using System.Text.Json.Nodes;
using SamHost.Contracts.Gradients;
using SamHost.Contracts.Optimization;
using SamHost.Contracts.Training;
using SamHost.Runs;
using static TorchSharp.torch;

namespace SamHost.Benchmarks.MadeRuns;

/// <summary>One run that nobody trained: the observers that write a run's files hear of steps with drawn numbers.</summary>
/// <param name="study">The study.</param>
/// <param name="documents">What the documents of such a run look like.</param>
/// <param name="optimizer">The optimizer.</param>
/// <param name="seed">The seed, which draws the noise.</param>
/// <param name="point">The place of its learning rate among those of the sweep.</param>
/// <param name="truth">The label of each example before the noise.</param>
/// <param name="ids">The id of each example.</param>
internal sealed class MadeRun(
    MadeStudy study, RunDocuments documents, string optimizer, int seed, int point, IReadOnlyList<long> truth, IReadOnlyList<string> ids)
{
    private const string SweptPath = "Study:BaseRule:Options:LearningRate";
    private const double NoiseRate = 0.4;
    private const int BatchSize = 4096;

    private readonly Random _random = new(HashCode.Combine(seed, point));
    private readonly double _learningRate = Math.Round(0.001 * (1 + point), 3);

    private string LearningRate => _learningRate.ToString(CultureInfo.InvariantCulture);

    private string Label => $"{optimizer} LearningRate={LearningRate}";

    /// <summary>Writes its folder below that of the study.</summary>
    public void Write(string results)
    {
        var noise = new Random(seed);
        long[] given = [.. truth.Select(label => noise.NextDouble() < NoiseRate ? noise.Next(BenchmarkModel.ClassCount) : label)];
        var id = $"{optimizer}-s{seed}-{point:x10}";
        using var folder = RunFolder.Create(results, study.Name, id, job: null, _ => { });
        var configuration = Configuration();
        File.WriteAllText(folder.File(RunFolder.ConfigurationFile), RunFolder.Text(configuration));
        using var metrics = new MetricsFile(folder.Owner);
        ITrainingObserver[] observers =
        [
            metrics, new ExamplesFile(IsRecorded, RecordsWeights, folder.Owner),
            new RunManifest(folder.File(RunFolder.ManifestFile), Manifest(id), folder.Owner),
        ];
        using var model = nn.Identity();
        var run = new TrainingRun
        {
            Id = id,
            Study = study.Name,
            Optimizer = optimizer,
            Label = Label,
            Seed = seed,
            Epochs = study.Epochs,
            StepsPerEpoch = (given.Length + BatchSize - 1) / BatchSize,
            Folder = folder.Path,
            Model = model,
            Training = new TrainingExamples(given, truth) { Ids = ids },
            ClassNames = [.. Enumerable.Range(0, BenchmarkModel.ClassCount).Select(label => $"{label}")],
        };
        foreach (var observer in observers) observer.RunStarting(run);
        for (var epoch = 1; epoch <= study.Epochs; epoch++) WriteEpoch(epoch, run, observers);
        var result = new RunCompleted(study.Epochs, Evaluate(study.Epochs).TestAccuracy, study.Epochs, Evaluate(study.Epochs),
            TimeSpan.FromSeconds(1), null);
        foreach (var observer in observers) observer.RunCompleted(result);
    }

    private bool IsRecorded(int epoch) => epoch <= study.RecordedEpochs;

    private static bool RecordsWeights(int epoch) => epoch % 2 == 1;

    private void WriteEpoch(int epoch, TrainingRun run, IEnumerable<ITrainingObserver> observers)
    {
        for (var step = 0; step < run.StepsPerEpoch && IsRecorded(epoch); step++)
        {
            using var scope = NewDisposeScope();
            var count = Math.Min(BatchSize, run.Training.Count - (step * BatchSize));
            var batch = new Batch(empty(count, 1), zeros(count, ScalarType.Int64), arange(step * BatchSize, (step * BatchSize) + count));
            using var values = new PerExampleResults
            {
                Loss = Drawn(count, 3),
                Margin = Drawn(count, 2),
                LogitWeight = Drawn(count, 1.5),
                Weight = Drawn(count, 1.5),
                GradientNorm = Drawn(count, 4),
            };
            var taken = new StepCompleted(epoch, ((epoch - 1) * run.StepsPerEpoch) + step, _learningRate, batch, values);
            foreach (var observer in observers) observer.StepCompleted(taken);
        }

        var completed = new EpochCompleted(epoch, 2.3 / epoch, _learningRate, TimeSpan.FromSeconds(0.1), Evaluate(epoch));
        foreach (var observer in observers) observer.EpochCompleted(completed);
    }

    private Tensor Drawn(int count, double limit) =>
        tensor(Enumerable.Range(0, count).Select(_ => limit * _random.NextDouble()).ToArray());

    private Evaluation Evaluate(int epoch)
    {
        var learnt = (1 - Math.Exp(-epoch / 3.0)) * (0.9 - (0.001 * point));
        return new Evaluation
        {
            TestLoss = 2.3 * (1 - learnt),
            TestAccuracy = 0.1 + (0.8 * learnt) + (0.001 * seed),
            TrainAccuracyClean = learnt,
            TrainAccuracyMislabelled = 0.1 * learnt,
            TrainAccuracyMislabelledTrue = 0.8 * learnt,
        };
    }

    private JsonObject Configuration()
    {
        var configuration = documents.Configuration.DeepClone().AsObject();
        (configuration["Label"], configuration["Seed"], configuration["Epochs"]) = (Label, seed, study.Epochs);
        configuration["BaseRule"]!["Options"]!["LearningRate"] = _learningRate;
        var recorded = Enumerable.Range(1, study.RecordedEpochs).ToList();
        configuration["RecordExamplesAt"] = new JsonArray([.. recorded.Select(epoch => JsonValue.Create(epoch))]);
        configuration["RecordWeightsAt"] = new JsonArray([.. recorded.Where(RecordsWeights).Select(epoch => JsonValue.Create(epoch))]);
        // Data that are not there: a report says so, and goes on without them.
        if (study.Examples != MadeStudy.DigitsExamples)
            configuration["Dataset"] = new JsonObject { ["Name"] = "table", ["Options"] = new JsonObject { ["Path"] = "made.csv" } };
        return configuration;
    }

    private JsonObject Manifest(string id)
    {
        var manifest = documents.Manifest.DeepClone().AsObject();
        foreach (var ending in new[] { "ended", "reason", "time", "result" }) manifest.Remove(ending);
        (manifest["run"], manifest["study"], manifest["status"]) = (id, study.Name, "running");
        manifest["sweep"] = new JsonObject { [SweptPath] = _learningRate };
        return manifest;
    }
}
