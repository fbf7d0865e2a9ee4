using static TorchSharp.torch;

namespace SamHost.Contracts.Training;

/// <summary>One run: one optimizer with one seed on one scene. Everything in it is borrowed from the host.</summary>
public sealed class TrainingRun
{
    /// <summary>The run's stable id: the same resolved configuration has the same id.</summary>
    public required string Id { get; init; }

    /// <summary>The study's name.</summary>
    public required string Study { get; init; }

    /// <summary>The optimizer's component name, such as <c>1-sam</c>.</summary>
    public required string Optimizer { get; init; }

    /// <summary>The optimizer's label in tables; its name unless the configuration says otherwise.</summary>
    public required string Label { get; init; }

    /// <summary>The root seed.</summary>
    public required long Seed { get; init; }

    /// <summary>The number of epochs planned.</summary>
    public required int Epochs { get; init; }

    /// <summary>The number of steps in an epoch.</summary>
    public required int StepsPerEpoch { get; init; }

    /// <summary>The step that the run goes on with, after an interruption; 0 where it begins.</summary>
    public long StartStep { get; init; }

    /// <summary>The folder for the run's files; it exists.</summary>
    public required string Folder { get; init; }

    /// <summary>The model in training.</summary>
    public required nn.Module<Tensor, Tensor> Model { get; init; }

    /// <summary>The training examples with given and true labels, those set aside for validation too.</summary>
    public required TrainingExamples Training { get; init; }

    /// <summary>The names of the classes, in the order of the labels.</summary>
    public required IReadOnlyList<string> ClassNames { get; init; }

    /// <summary>The metrics of the study, in the order of <see cref="Evaluation.Metrics"/>.</summary>
    public IReadOnlyList<MetricColumn> Metrics { get; init; } = [];

    /// <summary>Why an observer asked the run to stop; null while none has.</summary>
    public string? StopReason { get; private set; }

    /// <summary>Whether an observer replaced the weights after the last evaluation.</summary>
    public bool WeightsWereReplaced { get; private set; }

    /// <summary>Ends the run after the current epoch, as completed.</summary>
    /// <param name="reason">Why, in a few words for the summary. The first reason stays.</param>
    public void RequestStop(string reason) => StopReason ??= reason;

    /// <summary>
    /// Says that the caller replaced the model's weights at the end of the last epoch, so that the final evaluation is made anew.
    /// </summary>
    public void ReportReplacedWeights() => WeightsWereReplaced = true;
}
