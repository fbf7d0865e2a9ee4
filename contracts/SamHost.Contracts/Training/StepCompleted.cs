using SamHost.Contracts.Gradients;
using SamHost.Contracts.Optimization;

namespace SamHost.Contracts.Training;

/// <summary>A step that was taken. Batch and results are disposed after the observers have seen them.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Step">The step within the run, from 0.</param>
/// <param name="LearningRate">The learning rate of the step.</param>
/// <param name="Batch">The batch.</param>
/// <param name="Results">What the step saw of each example.</param>
public sealed record StepCompleted(int Epoch, long Step, double LearningRate, Batch Batch, PerExampleResults Results)
{
    private PerExampleValues? _values;

    /// <summary>The time that the optimizer took for it; an accelerator may still be at work.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>
    /// The results as plain numbers. The first observer that asks has them copied to the host; the others get the same copy.
    /// </summary>
    public PerExampleValues Values => _values ??= PerExampleValues.Copy(Batch, Results);
}
