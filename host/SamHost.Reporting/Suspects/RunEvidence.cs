using SamHost.Runs;
using SamHost.Runs.Results;

namespace SamHost.Reporting.Suspects;

/// <summary>The scores of every example of one run.</summary>
/// <param name="Run">The run.</param>
/// <param name="Examples">The examples, in the order of the scores.</param>
/// <param name="Scores">
/// By the score's name, those for which the run recorded something: the higher, the more suspicious; none is NaN.
/// </param>
/// <param name="Turned">The scores of which low is suspicious: here their sign is changed.</param>
/// <param name="Power">How well the scores tell wrong labels.</param>
/// <param name="Predictions">What the run predicts of examples that it did not train on; null outside of a cross-validation.</param>
public sealed record RunEvidence(
    RecordedRun Run,
    IReadOnlyList<Suspect> Examples,
    IReadOnlyDictionary<string, double[]> Scores,
    IReadOnlySet<string> Turned,
    RankingPower Power,
    Predictions? Predictions)
{
    /// <summary>Whether the run recorded what a score needs.</summary>
    public bool Has(SuspectScore score) => LabelJudgement.Scores.Contains(score) ? Predictions is not null : Scores.ContainsKey(score.Name);

    /// <summary>Reads a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="scores">The scores.</param>
    /// <param name="earlyEpochs">The last epoch that counts as early.</param>
    /// <param name="known">The examples of another run, which are held once where this one has the same; null for none.</param>
    /// <returns>Null where the run recorded no examples.</returns>
    /// <exception cref="DamagedRunException">A file of it cannot be read.</exception>
    public static RunEvidence? Of(RecordedRun run, IEnumerable<SuspectScore> scores, int earlyEpochs, IReadOnlyList<Suspect>? known = null)
    {
        IReadOnlyList<Suspect>? examples = null;
        string[] turned = [];
        RunningScore[] running = [.. scores.Select(score => new RunningScore(score))];
        try
        {
            foreach (var epoch in run.Examples.Epochs())
            {
                examples ??= ExamplesOf(epoch, known);
                var shown = SuspectScore.Shown(epoch);
                foreach (var score in running) score.Add(shown, epoch.IsFlipped, earlyEpochs);
            }

            turned = [.. running.Where(score => score.IsTurned).Select(score => score.Name)];
        }
        finally
        {
            foreach (var score in running) score.Dispose();
        }

        return examples is null
            ? null
            : new RunEvidence(
                run, examples, running.Where(score => score.Scores is not null).ToDictionary(score => score.Name, score => score.Scores!),
                turned.ToHashSet(),
                new RankingPower(running.ToDictionary(score => score.Name, score => score.Power)),
                LabelJudgement.IsIn(run) ? PredictionsFile.Read(Path.Combine(run.Folder, PredictionsFile.Name)) : null);
    }

    private static IReadOnlyList<Suspect> ExamplesOf(ExampleEpoch epoch, IReadOnlyList<Suspect>? known)
    {
        var examples = new Suspect[epoch.Count];
        for (var i = 0; i < examples.Length; i++)
        {
            var example = new Suspect(epoch.Id[i], epoch.GivenLabel?[i], epoch.TrueLabel?[i], epoch.IsFlipped?[i]);
            examples[i] = known is not null && i < known.Count && known[i] == example ? known[i] : example;
        }

        return examples;
    }
}
