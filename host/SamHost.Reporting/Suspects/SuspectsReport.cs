using SamHost.Configuration;
using SamHost.Runs.Results;

namespace SamHost.Reporting.Suspects;

/// <summary>The rankings of some runs.</summary>
/// <param name="Scores">All scores.</param>
/// <param name="Score">The score that ranks.</param>
/// <param name="EarlyEpochs">Up to which epoch scores that are means go.</param>
/// <param name="Rankings">The rankings, by group.</param>
/// <param name="Evidence">What each run recorded.</param>
/// <param name="Problems">Which runs are left out, a sentence each.</param>
public sealed record SuspectsReport(
    IReadOnlyList<SuspectScore> Scores, SuspectScore Score, int EarlyEpochs, IReadOnlyList<SuspectRanking> Rankings,
    IReadOnlyDictionary<RunGroup, IReadOnlyList<RunEvidence>> Evidence, IReadOnlyList<string> Problems)
{
    /// <summary>Whether any label is known to be wrong.</summary>
    public bool TruthIsKnown => Rankings.Any(ranking => ranking.Qualities.Count > 0);

    /// <summary>Ranks.</summary>
    /// <param name="selection">The runs.</param>
    /// <param name="scores">The scores.</param>
    /// <param name="score">The one that ranks.</param>
    /// <param name="earlyEpochs">The last epoch that counts as early.</param>
    /// <param name="isAsked">
    /// Whether somebody asked for that score: otherwise what a cross-validation says goes before it, where the runs are one.
    /// </param>
    /// <exception cref="UserErrorException">No run recorded what the score needs.</exception>
    public static SuspectsReport Of(
        RunSelection selection, IReadOnlyList<SuspectScore> scores, SuspectScore score, int earlyEpochs, bool isAsked = true)
    {
        var isJudged = selection.Runs.Any(LabelJudgement.IsIn);
        if (isJudged && !isAsked) score = LabelJudgement.Score;
        var problems = selection.Problems.ToList();
        var evidence = RunGroups.Of(selection.Runs)
            .ToDictionary(
                group => group,
                group => (IReadOnlyList<RunEvidence>)
                    [.. group.Runs.Select(run => Read(run, scores, earlyEpochs, problems)).OfType<RunEvidence>()]);
        // A rule that has no such score at all, as SGD no weights, is no problem of a run.
        foreach (var runs in evidence.Values.Where(runs => runs.Any(Has)))
            problems.AddRange(
                runs.Where(run => !Has(run)).Select(run => $"{run.Run.Folder} did not record what the score '{score.Name}' needs."));
        SuspectRanking[] rankings = [.. evidence.SelectMany(group => SuspectRanking.Of(group.Key, group.Value, scores, score))];
        if (rankings.Length > 0)
            return new SuspectsReport(
                isJudged ? [.. LabelJudgement.Scores, .. scores] : scores, score, earlyEpochs, rankings,
                // The rankings have taken what they need of the predictions.
                evidence.ToDictionary(
                    group => group.Key,
                    group => (IReadOnlyList<RunEvidence>)[.. group.Value.Select(run => run with { Predictions = null })]),
                problems);
        throw new UserErrorException([.. problems, evidence.Values.All(runs => runs.Count == 0)
            ? "No run recorded its examples (Study:RecordExamplesAt)."
            : $"No run recorded what the score '{score.Name}' needs; choose another by --score, such as one that needs losses alone."]);

        bool Has(RunEvidence run) => run.Has(score);
    }

    private static RunEvidence? Read(RecordedRun run, IReadOnlyList<SuspectScore> scores, int earlyEpochs, List<string> problems)
    {
        try
        {
            if (RunEvidence.Of(run, scores, earlyEpochs) is { } evidence) return evidence;
            problems.Add($"{run.Folder} recorded no examples.");
        }
        catch (DamagedRunException e)
        {
            problems.Add(e.Message);
        }

        return null;
    }
}
