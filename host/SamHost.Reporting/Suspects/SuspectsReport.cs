using SamHost.Configuration;
using SamHost.Runs.Results;

namespace SamHost.Reporting.Suspects;

/// <summary>The rankings of some runs.</summary>
/// <param name="Scores">All scores.</param>
/// <param name="Score">The score that ranks.</param>
/// <param name="EarlyEpochs">Up to which epoch scores that are means go.</param>
/// <param name="Rankings">The rankings, by group.</param>
/// <param name="Power">By group, of each of its runs.</param>
/// <param name="Problems">Which runs are left out, a sentence each.</param>
public sealed record SuspectsReport(
    IReadOnlyList<SuspectScore> Scores, SuspectScore Score, int EarlyEpochs, IReadOnlyList<SuspectRanking> Rankings,
    IReadOnlyDictionary<RunGroup, IReadOnlyList<RankingPower>> Power,
    IReadOnlyList<string> Problems)
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
        var withoutScore = new List<string>();
        var rankings = new List<SuspectRanking>();
        var power = new Dictionary<RunGroup, IReadOnlyList<RankingPower>>();
        IReadOnlyList<Suspect>? known = null;
        // One group at a time: of a large data set what its runs recorded takes most of the memory.
        foreach (var group in RunGroups.Of(selection.Runs))
        {
            var evidence = Read(group, scores, earlyEpochs, known, problems);
            known = evidence.LastOrDefault()?.Examples ?? known;
            // A rule that has no such score at all, as SGD no weights, is no problem of a run.
            if (evidence.Exists(Has))
                withoutScore.AddRange(evidence.Where(run => !Has(run))
                    .Select(run => $"{run.Run.Folder} did not record what the score '{score.Name}' needs."));
            rankings.AddRange(SuspectRanking.Of(group, evidence, scores, score));
            power[group] = [.. evidence.Select(run => run.Power)];
        }

        problems.AddRange(withoutScore);
        if (rankings.Count > 0)
            return new SuspectsReport(
                isJudged ? [.. LabelJudgement.Scores, .. scores] : scores, score, earlyEpochs, rankings, power, problems);
        throw new UserErrorException([.. problems, power.Values.All(runs => runs.Count == 0)
            ? "No run recorded its examples (Study:RecordExamplesAt)."
            : $"No run recorded what the score '{score.Name}' needs; choose another by --score, such as one that needs losses alone."]);

        bool Has(RunEvidence run) => run.Has(score);
    }

    private static List<RunEvidence> Read(
        RunGroup group, IReadOnlyList<SuspectScore> scores, int earlyEpochs, IReadOnlyList<Suspect>? known, List<string> problems)
    {
        var evidence = new List<RunEvidence>();
        foreach (var run in group.Runs)
        {
            if (Read(run, scores, earlyEpochs, evidence.LastOrDefault()?.Examples ?? known, problems) is { } read) evidence.Add(read);
        }

        return evidence;
    }

    private static RunEvidence? Read(
        RecordedRun run, IReadOnlyList<SuspectScore> scores, int earlyEpochs, IReadOnlyList<Suspect>? known, List<string> problems)
    {
        try
        {
            if (RunEvidence.Of(run, scores, earlyEpochs, known) is { } evidence) return evidence;
            problems.Add($"{run.Folder} recorded no examples.");
        }
        catch (DamagedRunException e)
        {
            problems.Add(e.Message);
        }

        return null;
    }
}
