using SamHost.Reporting.Suspects;
using SamHost.Runs.Results;
using SamHost.TestSupport;

namespace SamHost.Reporting.Tests.Suspects;

/// <summary>What runs tell of examples: of runs that trained, and made up.</summary>
internal static class MadeEvidence
{
    /// <summary>The score of <see cref="Of"/>.</summary>
    public const string Score = "mean-loss";

    /// <summary>The runs of a study, which this trains.</summary>
    public static IReadOnlyList<RecordedRun> Runs(SmallStudy study) =>
        RunSelection.Of([.. study.RunToTheEnd().Select(outcome => outcome.Folder)], "runs").Runs;

    /// <summary>As if a run had recorded these examples with these scores.</summary>
    public static RunEvidence Of(RecordedRun run, params IReadOnlyList<(string Id, int Label, double Score)> examples) => new(
        run, [.. examples.Select(example => new Suspect(example.Id, example.Label, null, null))],
        new Dictionary<string, double[]> { [Score] = [.. examples.Select(example => example.Score)] }, new HashSet<string>(),
        new RankingPower(new Dictionary<string, IReadOnlyList<(int Epoch, double Value)>>()), null);
}
