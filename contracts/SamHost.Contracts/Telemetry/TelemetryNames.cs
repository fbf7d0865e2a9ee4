namespace SamHost.Contracts.Telemetry;

/// <summary>
/// The names of everything that the host emits: lower case, dotted, units in the instrument. A plugin that starts spans of its own may use
/// them, and gives them their attributes itself; spans that it starts during a step, from any
/// <see cref="System.Diagnostics.ActivitySource"/> named <see cref="Source"/>, become children of the epoch's span.
/// </summary>
public static class TelemetryNames
{
    /// <summary>The name of the host's one activity source and of its one meter.</summary>
    public const string Source = "SamHost";

    /// <summary>
    /// What a span of the host is, the same for all of its kind: one of the names that follow. A span's own name is for a person, and says
    /// what is special about it.
    /// </summary>
    public const string Span = "train.span";

    /// <summary>The root of a run's own trace: short, exported at once.</summary>
    public const string RunStartSpan = "run start";

    /// <summary>The whole run, in the run's trace, at its end.</summary>
    public const string RunSpan = "run";

    /// <summary>The root of an epoch's trace, linked to the run's start.</summary>
    public const string EpochSpan = "epoch";

    /// <summary>What became of an epoch, in the run's trace, linked to the epoch's trace.</summary>
    public const string EpochSummarySpan = "epoch summary";

    /// <summary>An evaluation, in the run's trace.</summary>
    public const string EvaluateSpan = "evaluate";

    /// <summary>A checkpoint that was written, in the run's trace.</summary>
    public const string CheckpointSpan = "checkpoint";

    /// <summary>A training step, in its epoch's trace.</summary>
    public const string StepSpan = "step";

    /// <summary>How a step weighted its examples: the child of its step.</summary>
    public const string WeightingSpan = "weighting";

    /// <summary>One example of a step: a child of its weighting.</summary>
    public const string ExampleSpan = "weighting.example";

    /// <summary>
    /// Event of a run: the label whose examples weigh more by their median is another than before; with <see cref="Verdict"/>, which is
    /// heavier from now on, and both medians.
    /// </summary>
    public const string MediansCrossEvent = "medians cross";

    /// <summary>Event of a run: half of the mislabelled examples are predicted as their wrong label.</summary>
    public const string MemorisedEvent = "half memorised";

    /// <summary>Event of a run, added at its end: the epoch of the highest test accuracy.</summary>
    public const string PeakEvent = "peak test accuracy";

    /// <summary>
    /// Which label's examples are heavier, such as <c>clean heavier by total weight</c>: the name of a weighting, and on events.
    /// </summary>
    public const string Verdict = "sam.verdict";

    /// <summary>
    /// On a weighting, an epoch and its summary, followed by a rank from <c>.1</c>: the heaviest examples, a string each for a person:
    /// index, MISLABELLED or clean, weights, loss in nats. The name comes before those of the arrays of numbers, where viewers sort.
    /// </summary>
    public const string Heaviest = "example.heaviest";

    /// <summary>The lightest examples, in the same form.</summary>
    public const string Lightest = "example.lightest";

    /// <summary>The span, the gauge and the log record by which <c>samhost check --collector</c> asks a collector.</summary>
    public const string Check = "samhost.check";

    /// <summary>The run's id, on every span of the host.</summary>
    public const string RunId = "train.run.id";

    /// <summary>The end of the run's id, a hash of its configuration: on every measurement of a run.</summary>
    public const string RunHash = "train.run.hash";

    /// <summary>The epoch, from 1; 0 before the first. On every span of the host.</summary>
    public const string Epoch = "train.epoch";

    /// <summary>The optimizer's component name, on every span of the host and every measurement of a run.</summary>
    public const string Optimizer = "sam.optimizer";

    /// <summary>The study's name.</summary>
    public const string Study = "train.study";

    /// <summary>The optimizer's label in the study's tables.</summary>
    public const string Label = "train.label";

    /// <summary>The root seed.</summary>
    public const string Seed = "train.seed";

    /// <summary>The number of epochs planned.</summary>
    public const string Epochs = "train.epochs";

    /// <summary>The number of steps in an epoch.</summary>
    public const string StepsPerEpoch = "train.steps_per_epoch";

    /// <summary>The step within the run, from 0.</summary>
    public const string Step = "train.step";

    /// <summary>The batch size of a step.</summary>
    public const string BatchSize = "train.batch_size";

    /// <summary>The learning rate.</summary>
    public const string LearningRate = "train.learning_rate";

    /// <summary>The part of an epoch (or of a run) that a trace holds, from 2, where it is too long for one trace.</summary>
    public const string TracePart = "train.trace.part";

    /// <summary>Why a run stopped before its last epoch.</summary>
    public const string StopReason = "train.stop_reason";

    /// <summary>A mean training loss in nats, of a step or an epoch.</summary>
    public const string Loss = "train.loss";

    /// <summary>The mean loss on the test examples, in nats.</summary>
    public const string TestLoss = "train.test.loss";

    /// <summary>The perturbation radius, where the optimizer's options state one (<see cref="Optimization.IPerturbation"/>).</summary>
    public const string Rho = "sam.rho";

    /// <summary>The mean gradient norm of a step's examples, where it was computed.</summary>
    public const string GradientNorm = "sam.gradient_norm.mean";

    /// <summary>Array: the ids of a step's examples (<see cref="Data.ExampleSource.Ids"/>). On an example's span: its id.</summary>
    public const string ExampleId = "sam.example.id";

    /// <summary>Array: the losses at w, in nats. Also a histogram, and a number on an example's span.</summary>
    public const string ExampleLoss = "sam.example.loss";

    /// <summary>Array: the total weights, where the step measured them. Also a histogram, and a number on an example's span.</summary>
    public const string ExampleWeight = "sam.example.weight";

    /// <summary>Array: the logit weights. Also a histogram, and a number on an example's span.</summary>
    public const string ExampleLogitWeight = "sam.example.logit_weight";

    /// <summary>Array: whether each example is mislabelled. Also on an example's span and on measurements.</summary>
    public const string IsFlipped = "label_noise.is_flipped";

    /// <summary>The realised share of mislabelled training examples.</summary>
    public const string NoiseRate = "label_noise.rate";

    /// <summary>A step's mean loss, followed by <see cref="Clean"/> or <see cref="Mislabelled"/> and <see cref="Mean"/>.</summary>
    public const string LossScalars = "sam.loss";

    /// <summary>A step's total weights, followed by <see cref="Clean"/> or <see cref="Mislabelled"/> and one of the statistics.</summary>
    public const string WeightScalars = "sam.weight";

    /// <summary>A step's logit weights, followed by <see cref="Clean"/> or <see cref="Mislabelled"/> and one of the statistics.</summary>
    public const string LogitWeightScalars = "sam.logit_weight";

    /// <summary>Of the correctly labelled examples.</summary>
    public const string Clean = ".clean";

    /// <summary>Of the mislabelled examples.</summary>
    public const string Mislabelled = ".mislabelled";

    /// <summary>Of all examples, where nobody knows which are mislabelled.</summary>
    public const string All = ".all";

    /// <summary>The mean.</summary>
    public const string Mean = ".mean";

    /// <summary>The 5th percentile.</summary>
    public const string P05 = ".p05";

    /// <summary>The median.</summary>
    public const string P50 = ".p50";

    /// <summary>The 95th percentile.</summary>
    public const string P95 = ".p95";

    /// <summary>The median of the mislabelled examples over that of the clean ones; after the prefix of the weights.</summary>
    public const string MedianRatio = ".median_ratio";

    /// <summary>The share of the sum of weights that mislabelled examples hold, 0 to 1; after the prefix of the weights.</summary>
    public const string MislabelledShare = ".mislabelled_share";

    /// <summary>The number of examples whose weight is above 1; after the prefix of the weights.</summary>
    public const string Raised = ".raised";

    /// <summary>Spearman's rank correlation of weight and loss in a step; after the prefix of the weights.</summary>
    public const string LossCorrelation = ".loss_correlation";

    /// <summary>Histogram: the time of a step, in seconds.</summary>
    public const string StepDuration = "train.step.duration";

    /// <summary>Counter: the examples trained on.</summary>
    public const string Examples = "train.examples";

    /// <summary>Gauge: the accuracy, 0 to 1, by <see cref="Split"/>. On a span, followed by the split.</summary>
    public const string Accuracy = "train.accuracy";

    /// <summary>Gauge: a metric of the study (<see cref="Training.IMetric"/>); its name follows. Also on a span.</summary>
    public const string Metric = "train.metric.";

    /// <summary>Gauge: the epoch that a run is in.</summary>
    public const string CurrentEpoch = "train.epoch.current";

    /// <summary>
    /// What an accuracy is measured on: <see cref="TestSplit"/>, <see cref="CleanSplit"/>, <see cref="MislabelledSplit"/> or, of unknown
    /// truth, <see cref="TrainSplit"/>.
    /// </summary>
    public const string Split = "train.split";

    /// <summary>The test examples.</summary>
    public const string TestSplit = "test";

    /// <summary>The correctly labelled training examples.</summary>
    public const string CleanSplit = "train_clean";

    /// <summary>All training examples against their given labels, where nobody knows which of these are right.</summary>
    public const string TrainSplit = "train";

    /// <summary>The mislabelled training examples, against their wrong labels: the share that is memorised.</summary>
    public const string MislabelledSplit = "train_mislabelled";
}
