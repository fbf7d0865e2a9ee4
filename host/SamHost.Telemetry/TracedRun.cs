using System.Text;
using SamHost.Contracts.Training;

namespace SamHost.Telemetry;

/// <summary>What the spans of a run say of it: of one in training, or of one that was recorded.</summary>
/// <param name="Id">The run's id.</param>
/// <param name="Study">The study's name.</param>
/// <param name="Optimizer">The optimizer's component name.</param>
/// <param name="Label">The optimizer's label.</param>
/// <param name="Seed">The root seed.</param>
/// <param name="Epochs">The number of epochs planned; of a recorded run, of those that it had.</param>
/// <param name="StepsPerEpoch">The number of steps in an epoch.</param>
/// <param name="Ids">The ids of the training examples, by their indices.</param>
/// <param name="NoiseRate">The realised share of mislabelled training examples; null where that is unknown.</param>
/// <param name="Rho">The perturbation radius; null where there is none.</param>
/// <param name="Metrics">The columns of the study's metrics, in the order of <see cref="Evaluation.Metrics"/>.</param>
public sealed record TracedRun(
    string Id, string Study, string Optimizer, string Label, long Seed, int Epochs, int StepsPerEpoch, IReadOnlyList<string> Ids,
    double? NoiseRate, double? Rho, IReadOnlyList<string> Metrics)
{
    /// <summary>The number of bytes of the longest id.</summary>
    internal int LongestId { get; } = Ids.Select(Encoding.UTF8.GetByteCount).DefaultIfEmpty().Max();

    /// <summary>The end of its id: a hash of its configuration.</summary>
    public string Hash => HashOf(Id);

    internal static string HashOf(string id) => id[(id.LastIndexOf('-') + 1)..];

    internal static TracedRun Of(TrainingRun run, double? rho) => new(
        run.Id, run.Study, run.Optimizer, run.Label, run.Seed, run.Epochs, run.StepsPerEpoch, run.Training.Ids, run.Training.NoiseRate, rho,
        [.. run.Metrics.Select(metric => metric.Name)]);
}

/// <summary>What the spans of a step say of it.</summary>
/// <param name="Step">The step within the run, from 0.</param>
/// <param name="LearningRate">The learning rate.</param>
/// <param name="Duration">The time that it took.</param>
/// <param name="Values">What it saw of each example.</param>
public sealed record TracedStep(long Step, double LearningRate, TimeSpan Duration, PerExampleValues Values);
