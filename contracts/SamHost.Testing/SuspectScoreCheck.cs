using SamHost.Contracts.Suspects;

namespace SamHost.Testing;

/// <summary>
/// Holds a suspect score to its contract, over four epochs of 20 examples: a score for each example or null, the same ones every time, and
/// nothing changed that was lent.
/// </summary>
public static class SuspectScoreCheck
{
    private const int Count = 20;

    /// <summary>Runs the checks.</summary>
    /// <param name="create">Creates the score.</param>
    /// <exception cref="CheckFailedException">Something does not hold.</exception>
    public static void Run(Func<ISuspectScore> create)
    {
        var (score, twin) = (create(), create());
        for (var epoch = 1; epoch <= 4; epoch++)
        {
            var (shown, kept) = (Epoch(epoch), Epoch(epoch));
            var scores = score.Add(shown);
            Check.That(scores is null || scores.Length == Count, $"In epoch {epoch} it gave {scores?.Length} scores for {Count} examples.");
            Check.That(
                shown.Loss.SequenceEqual(kept.Loss) && shown.LogitWeight.SequenceEqual(kept.LogitWeight),
                "It changed the arrays of the epoch, which other scores share.");
            Check.That(
                (scores ?? []).SequenceEqual(twin.Add(kept) ?? []),
                "Two instances gave other scores for the same epochs: keep nothing static.");
        }

        // Weights and margins are not recorded in every epoch, or run.
        var bare = Epoch(1);
        create().Add(new RecordedEpoch { Epoch = 1, Indices = bare.Indices, Loss = bare.Loss, LogitWeight = bare.LogitWeight });
    }

    private static RecordedEpoch Epoch(int epoch)
    {
        var random = new Random(epoch);
        return new RecordedEpoch
        {
            Epoch = epoch,
            Indices = [.. Enumerable.Range(0, Count)],
            GivenLabels = [.. Enumerable.Range(0, Count).Select(index => index % 4)],
            Loss = Numbers(),
            Margin = Numbers(),
            LogitWeight = Numbers(),
            Weight = epoch % 2 == 0 ? Numbers() : null,
            GradientNorm = epoch % 2 == 0 ? Numbers() : null,
        };

        double[] Numbers() => [.. Enumerable.Range(0, Count).Select(_ => random.NextDouble())];
    }
}
