using SamHost.Contracts.Training;
using TorchSharp.Modules;

namespace SamHost.Contracts.Optimization;

/// <summary>
/// A base rule component: turns the direction in the parameters' <c>grad</c> into an update, as SGD with momentum or AdamW do. One
/// instance serves one run. The host applies the schedule, skips a direction that is not finite, and checkpoints the rule's state:
/// each value and tensor under a name of the rule's choice, but for <c>step</c>, which is the host's.
/// </summary>
public interface IUpdateRule : ICheckpointed
{
    /// <summary>The learning rate before the schedule.</summary>
    double LearningRate { get; }

    /// <summary>Takes the parameters. Called once, before the first step.</summary>
    /// <param name="parameters">The trainable parameters, in the model's order, on the run's device. Owned by the model.</param>
    void Attach(IReadOnlyList<Parameter> parameters);

    /// <summary>
    /// Updates each parameter from its <c>grad</c>; one whose <c>grad</c> is null has no part in the step. Called once a step, while no
    /// gradients are recorded. Tensors made during the call are disposed after the step: keep one with <c>DetachFromDisposeScope</c>.
    /// </summary>
    /// <param name="learningRate">The learning rate of this step, schedule included.</param>
    void Update(double learningRate);
}
