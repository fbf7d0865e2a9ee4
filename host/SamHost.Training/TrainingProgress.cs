using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using SamHost.Contracts.Training;

namespace SamHost.Training;

/// <summary>
/// How far a run is: the counters of its loops, and the best of its results. With the tensors, all that an exact resume needs.
/// </summary>
internal sealed class TrainingProgress
{
    // A loss may be no number.
    private static readonly JsonSerializerOptions Options = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>The epochs that are complete.</summary>
    public int Epoch { get; set; }

    /// <summary>The position in the epoch's order: examples trained on or skipped so far.</summary>
    public long Position { get; set; }

    /// <summary>The examples trained on so far in this epoch: those of skipped steps are not among them.</summary>
    public long Trained { get; set; }

    /// <summary>The steps of the run.</summary>
    public long Step { get; set; }

    /// <summary>The sum of the losses of the epoch in progress.</summary>
    public double LossSum { get; set; }

    /// <summary>The learning rate of the last step.</summary>
    public double LearningRate { get; set; }

    /// <summary>The steps that were skipped because their loss or direction was not finite.</summary>
    public int SkippedSteps { get; set; }

    /// <summary>How many of these were the last ones.</summary>
    public int SkippedInARow { get; set; }

    /// <summary>The highest test accuracy so far; -1 before the first evaluation.</summary>
    public double Peak { get; set; } = -1;

    /// <summary>The first epoch that reached it.</summary>
    public int PeakEpoch { get; set; }

    /// <summary>The last evaluation.</summary>
    public Evaluation? Last { get; set; }

    /// <summary>The epoch that it closed.</summary>
    public int EvaluatedEpoch { get; set; }

    /// <summary>Why an observer asked the run to stop.</summary>
    public string? StopReason { get; set; }

    /// <summary>Whether an observer replaced the weights after the last evaluation.</summary>
    public bool WeightsWereReplaced { get; set; }

    /// <summary>The time that the run had taken by the last checkpoint.</summary>
    public TimeSpan Elapsed { get; set; }

    /// <summary>
    /// What the evaluation of just these weights says of them, on validation data where there are any; null where there was none.
    /// </summary>
    [JsonIgnore]
    public double? Score => Position == 0 && EvaluatedEpoch == Epoch && !WeightsWereReplaced
        ? Last?.ValidationAccuracy ?? Last?.TestAccuracy : null;

    public JsonObject ToJson() => JsonSerializer.SerializeToNode(this, Options)!.AsObject();

    /// <exception cref="JsonException">It is something else.</exception>
    public static TrainingProgress Parse(JsonNode json) =>
        json.Deserialize<TrainingProgress>(Options) ?? throw new JsonException("There is no progress.");

    /// <summary>A step was taken.</summary>
    public void CompleteStep(int examples, double learningRate)
    {
        Advance(examples, learningRate);
        (Trained, SkippedInARow) = (Trained + examples, 0);
    }

    /// <summary>A step was left out.</summary>
    public void LeaveOutStep(int examples, double learningRate)
    {
        Advance(examples, learningRate);
        (SkippedSteps, SkippedInARow) = (SkippedSteps + 1, SkippedInARow + 1);
    }

    /// <summary>The epoch in progress is at its end.</summary>
    /// <param name="evaluation">Its evaluation; null where it had none.</param>
    public void CompleteEpoch(Evaluation? evaluation)
    {
        (Epoch, Position, Trained, LossSum) = (Epoch + 1, 0, 0, 0);
        if (evaluation is not null) Add(evaluation);
    }

    /// <summary>Adds an evaluation of the weights after the last complete epoch.</summary>
    public void Add(Evaluation evaluation)
    {
        (Last, EvaluatedEpoch) = (evaluation, Epoch);
        if (evaluation.TestAccuracy > Peak) (Peak, PeakEpoch) = (evaluation.TestAccuracy, Epoch);
    }

    private void Advance(int examples, double learningRate) =>
        (Position, Step, LearningRate) = (Position + examples, Step + 1, learningRate);
}
