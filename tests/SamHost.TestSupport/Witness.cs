using SamHost.Contracts.Training;
using static TorchSharp.torch;

namespace SamHost.TestSupport;

/// <summary>Remembers what must not depend on the optimizer: labels, initial weights, and the order of the examples.</summary>
internal sealed class Witness : ITrainingObserver
{
    public ObserverStage Stage => ObserverStage.Follow;

    public IReadOnlyList<long> GivenLabels { get; private set; } = [];

    /// <summary>All initial weights, one after another.</summary>
    public double[] Weights { get; private set; } = [];

    /// <summary>The examples' indices, step after step.</summary>
    public List<long> Order { get; } = [];

    public void RunStarting(TrainingRun run)
    {
        GivenLabels = run.Training.GivenLabels;
        using var scope = NewDisposeScope();
        Weights = cat([.. run.Model.parameters().Select(parameter => parameter.detach().flatten().to(ScalarType.Float64))]).data<double>()
            .ToArray();
    }

    public void StepCompleted(StepCompleted step) => Order.AddRange(step.Batch.Indices.data<long>().ToArray());
}
