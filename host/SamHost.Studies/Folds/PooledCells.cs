using SamHost.Contracts.Data;

namespace SamHost.Studies.Folds;

/// <summary>The cells of examples that were training or test examples before they were divided anew.</summary>
/// <param name="places">Their places, of test examples behind those of training.</param>
/// <param name="trainCount">How many training examples there were.</param>
/// <param name="train">Shows those.</param>
/// <param name="test">Shows the test examples; null where there is none among these.</param>
internal sealed class PooledCells(long[] places, int trainCount, IExampleCells train, IExampleCells? test) : IExampleCells
{
    public IReadOnlyList<string> Names => train.Names;

    public IReadOnlyList<IReadOnlyList<string?>> Read(IReadOnlyList<int> asked)
    {
        var wanted = asked.Select(place => (int)places[place]).ToList();
        var own = wanted.Where(place => place < trainCount).Distinct().ToList();
        var others = wanted.Where(place => place >= trainCount).Distinct().ToList();
        var cells = own.Zip(train.Read(own)).ToDictionary(row => row.First, row => row.Second);
        foreach (var (place, row) in others.Zip(test?.Read([.. others.Select(place => place - trainCount)]) ?? [])) cells[place] = row;
        return [.. wanted.Select(place => cells[place])];
    }
}
