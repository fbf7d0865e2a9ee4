using SamHost.Contracts.Data;
using static TorchSharp.torch;

namespace SamHost.Studies.Folds;

/// <summary>The inputs of a data set's examples, training or test, for parts that are divided anew.</summary>
/// <param name="dataset">The data set; owned.</param>
/// <param name="pools">Whether its test examples follow its training examples.</param>
internal sealed class PooledInputs(Dataset dataset, bool pools) : IDisposable
{
    private readonly int _trainCount = dataset.Train.Count;
    private int _readers;

    /// <summary>The inputs of some examples: a tensor, or a reader where they are read in batches.</summary>
    public object Of(long[] places)
    {
        if (dataset.Train.Reader is null && (!pools || dataset.Test.Reader is null))
        {
            var (train, test) = Divide(places);
            using var scope = NewDisposeScope();
            var own = dataset.Train.Inputs.index_select(0, tensor(train));
            if (test.Length == 0) return own.MoveToOuterDisposeScope();
            // In the order of the places, in which training examples come first.
            return cat([own, dataset.Test.Inputs.index_select(0, tensor(test))]).MoveToOuterDisposeScope();
        }

        _readers++;
        return new Reader(this, places);
    }

    /// <summary>Gives back what was copied; what is read goes with its last reader.</summary>
    public void DisposeHeld()
    {
        if (_readers == 0) dataset.Dispose();
    }

    public void Dispose() => dataset.Dispose();

    private (long[] Train, long[] Test) Divide(ReadOnlySpan<long> places)
    {
        List<long> train = [], test = [];
        foreach (var place in places)
        {
            if (place < _trainCount) train.Add(place);
            else test.Add(place - _trainCount);
        }

        return ([.. train], [.. test]);
    }

    private void Read(ReadOnlySpan<long> places, Span<float> inputs)
    {
        var size = (int)dataset.Shape.InputSize;
        for (var i = 0; i < places.Length; i++)
        {
            var (part, place) = places[i] < _trainCount ? (dataset.Train, places[i]) : (dataset.Test, places[i] - _trainCount);
            part.Reader!.Read([place], inputs.Slice(i * size, size));
        }
    }

    private sealed class Reader(PooledInputs pool, long[] places) : IInputReader
    {
        public int Count => places.Length;

        public IReadOnlyList<long> InputShape => pool.Shape;

        public void Read(ReadOnlySpan<long> wanted, Span<float> inputs)
        {
            var inPool = new long[wanted.Length];
            for (var i = 0; i < wanted.Length; i++) inPool[i] = places[wanted[i]];
            pool.Read(inPool, inputs);
        }

        public void Dispose()
        {
            if (--pool._readers == 0) pool.Dispose();
        }
    }

    private IReadOnlyList<long> Shape => dataset.Train.InputShape;
}
