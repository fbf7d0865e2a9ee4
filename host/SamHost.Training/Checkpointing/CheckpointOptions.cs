using System.ComponentModel;
using System.ComponentModel.DataAnnotations;

namespace SamHost.Training.Checkpointing;

/// <summary>When checkpoints are written, from which an interrupted run resumes (section <c>Checkpoints</c>).</summary>
public sealed class CheckpointOptions
{
    [Description(
        "Every how many epochs a checkpoint is written; null is never for that reason. One is also written at the end of a run, and when "
            + "it is interrupted by Ctrl-C or SIGTERM.")]
    [Range(1, int.MaxValue)]
    public int? EveryEpochs { get; set; }

    [Description(
        "After how many minutes without one a checkpoint is written, also in the middle of an epoch; null is never for that reason.")]
    [Range(0.0, 1e6, MinimumIsExclusive = true)]
    public double? EveryMinutes { get; set; } = 10;

    [Description(
        "How many checkpoints of a run are kept: the last ones, and besides these the one with the best accuracy (on validation data "
            + "where there are any, else on test data).")]
    [Range(1, int.MaxValue)]
    public int Keep { get; set; } = 2;
}
