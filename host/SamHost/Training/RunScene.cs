using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SamHost.Contracts.Optimization;
using SamHost.Contracts.Training;
using SamHost.Gradients;
using SamHost.Training.BaseRules;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Training;

/// <summary>A run, assembled: everything that a trainer needs. Owns its parts, but for the data, which other runs share.</summary>
public sealed class RunScene : IDisposable
{
    public required TrainingRun Run { get; init; }

    public required TrainingData Data { get; init; }

    public required SeedSequence Seeds { get; init; }

    public required int BatchSize { get; init; }

    public required IOptimizer Optimizer { get; init; }

    public required TorchBaseRule BaseRule { get; init; }

    /// <summary>The trainable parameters of the model.</summary>
    public required IReadOnlyList<Parameter> Parameters { get; init; }

    public required PerExampleGradients Gradients { get; init; }

    /// <summary>In the order in which they are called.</summary>
    public required IReadOnlyList<ITrainingObserver> Observers { get; init; }

    /// <summary>Whether an epoch ends in an evaluation.</summary>
    public required Func<int, bool> EvaluatesAt { get; init; }

    /// <summary>Whether a step computes the total weight of its examples, given the epoch, the step within the run, and the examples' indices.</summary>
    public required Func<int, long, Tensor, bool> RecordsWeightsAt { get; init; }

    /// <summary>What becomes of the run where its loss or gradient is not finite.</summary>
    public DivergencePolicy OnDivergence { get; init; }

    /// <summary>Hears of steps that were left out.</summary>
    public ILogger Logger { get; init; } = NullLogger.Instance;

    /// <summary>The state that the run goes on from; null where it begins. Borrowed.</summary>
    public RunState? Resumed { get; init; }

    public void Dispose()
    {
        foreach (var observer in Observers) (observer as IDisposable)?.Dispose();
        (Optimizer as IDisposable)?.Dispose();
        Gradients.Dispose();
        BaseRule.Dispose();
        Run.Model.Dispose();
    }
}
