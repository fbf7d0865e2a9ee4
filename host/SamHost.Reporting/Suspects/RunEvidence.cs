using SamHost.Runs.Results;

namespace SamHost.Reporting.Suspects;

/// <summary>The scores of every example of one run.</summary>
/// <param name="Run">The run.</param>
/// <param name="Examples">Index, given and true label (null where unknown), whether they differ; in the order of the scores.</param>
/// <param name="Scores">By the score's name, those for which the run recorded something; none is NaN.</param>
/// <param name="Power">
/// By the score's name: its AUROC at each recorded epoch, from the epochs so far; empty where no label is known to be wrong.
/// </param>
public sealed record RunEvidence(
    RecordedRun Run,
    IReadOnlyList<Suspect> Examples,
    IReadOnlyDictionary<string, double[]> Scores,
    IReadOnlyDictionary<string, List<(int Epoch, double Value)>> Power)
{
    /// <summary>Reads a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="earlyEpochs">Scores that are means take the recorded epochs up to this one.</param>
    /// <returns>Null where the run recorded no examples.</returns>
    /// <exception cref="DamagedRunException">Its file cannot be read.</exception>
    public static RunEvidence? Of(RecordedRun run, int earlyEpochs)
    {
        Suspect[]? examples = null;
        bool[] flipped = [];
        var sums = new Dictionary<string, (double[] Sum, int Count)>();
        var scores = new Dictionary<string, double[]>();
        var power = SuspectScore.All.ToDictionary(score => score.Name, _ => new List<(int, double)>());
        foreach (var epoch in run.Examples.Epochs())
        {
            examples ??= [
                .. Enumerable.Range(0, epoch.Count)
                    .Select(i => new Suspect(epoch.Index[i], epoch.GivenLabel?[i], epoch.TrueLabel?[i], epoch.IsFlipped[i]))];
            flipped = epoch.IsFlipped;
            foreach (var score in SuspectScore.All)
            {
                if (score.Evidence(epoch) is not { } evidence) continue;
                var (sum, count) = score.IsMean && sums.TryGetValue(score.Name, out var earlier)
                    ? earlier
                    : (new double[evidence.Length], 0);
                double[] total = [.. sum.Zip(evidence, (before, now) => before + now)];
                sums[score.Name] = (total, count + 1);
                // What is not a number, as the loss of a run that diverged, is as suspicious as can be.
                double[] present = [.. total.Select(value => double.IsNaN(value) ? double.PositiveInfinity : value / (count + 1))];
                // A score of which no early epoch is recorded is that of its first one.
                if (!score.IsMean || epoch.Epoch <= earlyEpochs || !scores.ContainsKey(score.Name)) scores[score.Name] = present;
                if (RankingQuality.Of(present, flipped) is { } quality) power[score.Name].Add((epoch.Epoch, quality.Auroc));
            }
        }

        return examples is null ? null : new RunEvidence(run, examples, scores, power);
    }
}
