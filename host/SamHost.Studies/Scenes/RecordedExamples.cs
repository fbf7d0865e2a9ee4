using SamHost.Contracts.Data;
using SamHost.Runs.Results;
using SamHost.Studies.Folds;
using SamHost.Training;
using SamHost.Training.Inputs;
using static TorchSharp.torch;

namespace SamHost.Studies.Scenes;

/// <summary>The training examples of a run, loaded again; behind them those of its fold, on which it did not train. Owns them.</summary>
/// <param name="data">The data.</param>
/// <param name="isFold">Whether the test examples are a fold of the training examples.</param>
internal sealed class RecordedExamples(TrainingData data, bool isFold) : IRecordedExamples
{
    private int TrainCount => data.Labels.Count;

    public IReadOnlyList<string> ClassNames => data.ClassNames;

    public IReadOnlyList<string> Ids { get; } = isFold ? [.. data.Labels.Ids, .. data.TestIds] : data.Labels.Ids;

    public IReadOnlyList<long>? PictureShape => data.PictureShape;

    public IExampleCells? Cells => isFold && data.Cells is { } cells
        ? new PooledCells([.. Enumerable.Range(0, Ids.Count).Select(place => (long)place)], TrainCount, cells, data.TestCells)
        : data.Cells;

    public double[] ValuesOf(int index)
    {
        using var scope = NewDisposeScope();
        var input = index < TrainCount ? data.InputOf(index) : data.TestInputOf(index - TrainCount);
        return input.to(ScalarType.Float64).contiguous().data<double>().ToArray();
    }

    public NearDuplicates FindNearDuplicates()
    {
        if (!data.AreInputsHeld)
            return new NearDuplicates([], "Inputs that are read in batches are not searched for near duplicates.");
        using var scope = NewDisposeScope();
        Tensor[] parts = isFold ? [All(data.Inputs, TrainCount), All(data.TestInputs, data.TestIds.Count)] : [All(data.Inputs, TrainCount)];
        return NearDuplicateSearch.Find(cat(parts));
    }

    public void Dispose() => data.Dispose();

    private static Tensor All(IExampleInputs inputs, int count)
    {
        using var feed = inputs.Feed(arange(count, ScalarType.Int64), count);
        return feed.Next().flatten(1).to(ScalarType.Float32);
    }
}
