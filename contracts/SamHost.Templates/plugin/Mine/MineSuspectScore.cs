using SamHost.Contracts.Suspects;

namespace Mine;

/// <summary>The largest loss of any recorded epoch, as a beginning.</summary>
public sealed class MineSuspectScore : ISuspectScore
{
    private double[]? _largest;

    public double[]? Add(RecordedEpoch epoch) =>
        _largest = [.. epoch.Loss.Select((loss, index) => Math.Max(loss, _largest?[index] ?? loss))];
}
