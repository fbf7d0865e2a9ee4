namespace SamHost.Contracts.Optimization;

/// <summary>An optimizer component: the gradient rule under study. One instance serves one run.</summary>
public interface IOptimizer
{
    /// <summary>
    /// Takes one training step: computes a direction into the parameters' <c>grad</c>, applies it through
    /// <see cref="TrainingStep.BaseRule"/> (or by its own means), and returns what was seen of each example.
    /// </summary>
    /// <param name="step">The batch and the means. Tensors made during the call are disposed by the host after the step.</param>
    /// <returns>The per-example results, usually of <see cref="TrainingStep.Results"/>.</returns>
    PerExampleResults Step(TrainingStep step);
}
