using SamHost.Contracts.Training;
using SamHost.Runs;
using SamHost.Runs.Ownership;
using SamHost.Training;
using static TorchSharp.torch;

namespace SamHost.Studies.Folds;

/// <summary>
/// Keeps what a run predicts of the examples that it tests on: the mean over the evaluated epochs of each class's probability, which says
/// more than that of one epoch, as the mean over epochs does in Northcutt et al., "Confident Learning", JAIR 2021 (arXiv 1911.00068), of
/// one model.
/// </summary>
/// <param name="data">The run's data; borrowed.</param>
/// <param name="owner">That this process makes the run.</param>
internal sealed class FoldPredictions(TrainingData data, RunOwnership owner) : ITrainingObserver, ICheckpointed, IDisposable
{
    private const string SumKey = "sum";
    private const string CountKey = "count";

    private TrainingRun? _run;
    private Tensor? _sum;
    private int _count;

    public ObserverStage Stage => ObserverStage.Record;

    public void RunStarting(TrainingRun run) => _run = run;

    public void EpochCompleted(EpochCompleted epoch)
    {
        if (epoch.Evaluation is null) return;
        using var scope = NewDisposeScope();
        using var probabilities = ClassProbabilities.Of(_run!.Model, data.TestInputs, data.Precision, data.TestIds.Count, data.LargestPass);
        var sum = _sum is null ? probabilities.alias() : _sum + probabilities;
        _sum?.Dispose();
        _sum = sum.DetachFromDisposeScope();
        _count++;
    }

    public void RunCompleted(RunCompleted result)
    {
        if (_sum is null) return;
        using var mean = _sum / _count;
        owner.Require();
        PredictionsFile.Write(
            Path.Combine(_run!.Folder, PredictionsFile.Name),
            data.TestSource, data.TestGivenLabels, data.IsTruthKnown ? data.TestTrueLabels : null,
            data.ClassNames, mean.data<double>().ToArray());
    }

    public void Save(CheckpointedState state)
    {
        state.Values[CountKey] = _count;
        if (_sum is not null) state.Tensors[SumKey] = _sum;
    }

    public void Restore(CheckpointedState state)
    {
        _count = (int)state.Values[CountKey]!;
        _sum?.Dispose();
        _sum = state.Tensors.TryGetValue(SumKey, out var sum) ? sum.clone().DetachFromDisposeScope() : null;
    }

    public void Dispose() => _sum?.Dispose();
}
