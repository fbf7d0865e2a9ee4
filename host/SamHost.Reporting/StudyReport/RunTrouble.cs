using SamHost.Runs.Results;

namespace SamHost.Reporting.StudyReport;

/// <summary>How a run went wrong that ended all the same.</summary>
/// <param name="Kind">What it did.</param>
/// <param name="Epoch">Since when; null where it was from the beginning.</param>
internal sealed record RunTrouble(TroubleKind Kind, int? Epoch)
{
    // Of what it knew beyond chance.
    private const double Kept = 0.6;

    // Fewer epochs do not tell.
    private const int Shortest = 3;

    /// <summary>What is wrong with a run; null where nothing is to be seen.</summary>
    public static RunTrouble? Of(RecordedRun run) => Of(
        run.ClassCount, [.. run.Metrics.Curve("test_accuracy")], [.. run.Metrics.Curve("train_loss")], [.. Trained(run)]);

    // What is memorised raises the accuracy on all labels; what is forgotten lowers that on the right ones.
    private static IEnumerable<(int Epoch, double Value)> Trained(RecordedRun run) =>
        run.Metrics.Curve("train_accuracy_clean").Any()
            ? run.Metrics.Curve("train_accuracy_clean")
            : run.Metrics.Curve("train_accuracy");

    /// <summary>The same of its curves.</summary>
    /// <param name="classes">How many classes there are; null where that is unknown, and then chance is, too.</param>
    /// <param name="accuracy">The test accuracy, an evaluation each.</param>
    /// <param name="loss">The training loss, an epoch each.</param>
    /// <param name="trained">The accuracy on the training examples, of right labels where these are known; empty of none.</param>
    public static RunTrouble? Of(
        int? classes, IReadOnlyList<(int Epoch, double Value)> accuracy, IReadOnlyList<(int Epoch, double Value)> loss,
        IReadOnlyList<(int Epoch, double Value)> trained)
    {
        if (loss.Any(point => !double.IsFinite(point.Value)) && !double.IsFinite(loss[^1].Value))
            return new RunTrouble(TroubleKind.Diverged, loss.First(point => !double.IsFinite(point.Value)).Epoch);
        var isLong = loss.Count >= Shortest;
        var grows = isLong && loss[^1].Value > 1.1 * loss[0].Value
            && loss.Zip(loss.Skip(1)).All(pair => pair.Second.Value > pair.First.Value);
        // Also one that began with large logits, and has lost them: the loss of who knows nothing is the logarithm of the classes.
        var ignorant = classes is { } all ? Math.Log(all) : double.PositiveInfinity;
        var stands = isLong && loss[^1].Value >= 0.98 * Math.Min(loss[0].Value, ignorant);
        var isAtChance = false;
        if (classes is { } count && accuracy.Count > 0)
        {
            var chance = 1.0 / count;
            var limit = Math.Min(1.5 * chance, chance + 0.05);
            isAtChance = accuracy[^1].Value <= limit;
            if (isAtChance && accuracy.Any(point => point.Value >= chance + 0.2 * (1 - chance)))
                return new RunTrouble(
                    TroubleKind.Collapsed, accuracy.Reverse().TakeWhile(point => point.Value <= limit).Last().Epoch);
        }

        if (grows) return new RunTrouble(TroubleKind.Grew, null);
        if (classes is { } known && Forgotten(1.0 / known, trained) is { } epoch) return new RunTrouble(TroubleKind.Forgot, epoch);
        var isConstant = accuracy.Count >= Shortest && accuracy.DistinctBy(point => point.Value).Count() == 1;
        return stands && (isAtChance || isConstant) ? new RunTrouble(TroubleKind.Stalled, null) : null;
    }

    // Since when little is left of what was known beyond chance; null where enough is, or nothing ever was.
    private static int? Forgotten(double chance, IReadOnlyList<(int Epoch, double Value)> trained)
    {
        if (trained.Count == 0) return null;
        var (bestEpoch, best) = trained.MaxBy(point => point.Value);
        var (limit, learnt) = (chance + (Kept * (best - chance)), chance + (0.2 * (1 - chance)));
        return best >= learnt && trained[^1].Value < limit
            ? trained.First(point => point.Epoch > bestEpoch && point.Value < limit).Epoch
            : null;
    }
}
