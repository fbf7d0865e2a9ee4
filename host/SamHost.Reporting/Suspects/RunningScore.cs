using SamHost.Contracts.Suspects;

namespace SamHost.Reporting.Suspects;

/// <summary>A score of one run, as far as its epochs were read.</summary>
internal sealed class RunningScore(SuspectScore score) : IDisposable
{
    private readonly ISuspectScore _score = score.Create();
    private readonly List<(int Epoch, double Value)> _power = [];

    /// <summary>The score's name.</summary>
    public string Name => score.Name;

    /// <summary>Whether <see cref="Scores"/> are the score's own with their sign changed.</summary>
    public bool IsTurned => _score.LowIsSuspicious;

    /// <summary>
    /// The scores that rank, the higher the more suspicious; null where the run recorded nothing for them. None is NaN.
    /// </summary>
    public double[]? Scores { get; private set; }

    /// <summary>The AUROC at each recorded epoch, from the epochs so far; empty where no label is known to be wrong.</summary>
    public IReadOnlyList<(int Epoch, double Value)> Power => _power;

    /// <summary>Takes in the next epoch.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="flipped">Which labels are wrong; null where that is unknown.</param>
    /// <param name="earlyEpochs">The last early epoch.</param>
    public void Add(RecordedEpoch epoch, bool[]? flipped, int earlyEpochs)
    {
        if (_score.Add(epoch) is not { } scores) return;
        // What is not a number, as the loss of a run that diverged, is as suspicious as can be.
        var sign = _score.LowIsSuspicious ? -1 : 1;
        double[] present = [.. scores.Select(value => double.IsNaN(value) ? double.PositiveInfinity : sign * value)];
        // A score of which no early epoch is recorded is that of its first one.
        if (!_score.IsEarly || epoch.Epoch <= earlyEpochs || Scores is null) Scores = present;
        if (flipped is not null && RankingQuality.Of(present, flipped) is { } quality) _power.Add((epoch.Epoch, quality.Auroc));
    }

    public void Dispose() => (_score as IDisposable)?.Dispose();
}
