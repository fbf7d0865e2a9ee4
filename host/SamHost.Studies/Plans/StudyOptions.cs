using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using SamHost.Configuration;
using SamHost.Plugins.Components;
using SamHost.Studies.Folds;
using SamHost.Training;

namespace SamHost.Studies.Plans;

/// <summary>A study: optimizers x seeds over one data set, noise model and model (section <c>Study</c>).</summary>
public sealed class StudyOptions
{
    /// <summary>The loss of a study that names none.</summary>
    internal const string DefaultLoss = "cross-entropy";

    [Description("The study's name, which is also the name of its folder: letters, digits, '.', '_' and '-'.")]
    [Required]
    [RegularExpression(
        @"[A-Za-z0-9][A-Za-z0-9._-]{0,99}",
        ErrorMessage = "must start with a letter or digit and hold at most 100 letters, digits, '.', '_' and '-'.")]
    public string Name { get; set; } = "study";

    [Description("What the study shows, in a sentence or two; `samhost studies` prints it.")]
    public string? Description { get; set; }

    [Description("About how long the study takes, and on what; `samhost studies` prints it.")]
    public string? Time { get; set; }

    [Description("The root seeds: each optimizer runs once with each.")]
    [Required, MinLength(1)]
    public long[] Seeds { get; set; } = [1];

    // Its configuration lists epochs, which has to stay of a size to be written and read.
    [Description("How many times a run goes through the training examples.")]
    [Range(1, 1_000_000)]
    public int Epochs { get; set; } = 10;

    [Description("The number of examples in a step, B; the last step of an epoch may have fewer.")]
    [Range(1, int.MaxValue)]
    public int BatchSize { get; set; } = 128;

    [Description("Every how many epochs the model is evaluated; the last epoch always is.")]
    [Range(1, int.MaxValue)]
    public int EvaluationEvery { get; set; } = 1;

    [Description("The epochs whose examples are recorded in examples.parquet; null is the first 10, every 5th and the last, [] is none.")]
    public int[]? RecordExamplesAt { get; set; }

    [Description(
        "The epochs in which total weight and gradient norm of every example are computed, which takes time; null is those of "
            + "RecordExamplesAt, or every 5th and the last where it is null too.")]
    public int[]? RecordWeightsAt { get; set; }

    [Description("The data set.")]
    [Required]
    public ComponentOptions? Dataset { get; set; }

    [Description("The noise model of the training labels.")]
    public ComponentOptions Noise { get; set; } = new() { Name = "none" };

    [Description("The model.")]
    [Required]
    public ComponentOptions? Model { get; set; }

    [Description("Weights that the model begins with, from a file; null for random ones.")]
    public InitialWeightsOptions? InitialWeights { get; set; }

    [Description("The optimizers under study.")]
    [Required, MinLength(1)]
    public OptimizerOptions[] Optimizers { get; set; } = [];

    [Description("The loss that each optimizer lowers; test and validation losses are in cross-entropy whatever it is.")]
    public ComponentOptions Loss { get; set; } = new() { Name = DefaultLoss };

    [Description("What changes the inputs of each batch before a step, one after the other; evaluations see inputs as they are.")]
    public ComponentOptions[] Augmentations { get; set; } = [];

    [Description("The base rule, which applies each optimizer's direction.")]
    public ComponentOptions BaseRule { get; set; } = new() { Name = "sgd" };

    [Description("The learning-rate schedule.")]
    public ComponentOptions Schedule { get; set; } = new() { Name = "constant" };

    [Description(
        "What becomes of a run whose loss or gradient is not finite: Stop (it fails, with a checkpoint of before that step; the other "
            + "runs go on), Skip (the step is left out) or Restore (weights and momentum go back to the end of the last epoch). After 10 "
            + "such steps in a row a run fails all the same.")]
    public DivergencePolicy OnDivergence { get; set; }

    [Description("Early stopping; null for none.")]
    public EarlyStoppingOptions? EarlyStopping { get; set; }

    [Description("Cross-validation: the fold that runs test on, while they train on the others; null for none.")]
    public FoldOptions? Fold { get; set; }

    [Description(
        "Settings that vary from run to run: for each path a list of values, or a range such as { \"From\": 0.01, \"To\": 1, \"Scale\": "
        + "\"Log\" }. "
        + "In a path, * stands for every optimizer that has the option. Every point runs with every seed and optimizer.")]
    public Dictionary<string, SettingsNode>? Sweep { get; set; }

    [Description("How many points are drawn from the ranges of a sweep, each with every combination of its lists.")]
    [Range(1, 10_000)]
    public int SweepDraws { get; set; } = 10;

    [Description("The seed of the draws; it has nothing to do with the seeds of the runs.")]
    public long SweepSeed { get; set; } = 1;

    [Description("What is measured at each evaluation, beside losses and accuracies: columns of metrics.csv.")]
    public ComponentOptions[] Metrics { get; set; } = [];

    [Description("Observers that follow every run, in the order of their calls.")]
    public ComponentOptions[] Observers { get; set; } = [];

    /// <summary>The same study on one fold.</summary>
    internal StudyOptions On(FoldOptions fold)
    {
        var study = (StudyOptions)MemberwiseClone();
        study.Fold = fold;
        return study;
    }
}
