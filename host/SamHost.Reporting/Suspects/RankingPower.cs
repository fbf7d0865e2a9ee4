namespace SamHost.Reporting.Suspects;

/// <summary>How well the scores of a run tell wrong labels from right ones, as its epochs went by.</summary>
/// <param name="Curves">
/// By the score's name: its AUROC at each recorded epoch, from the epochs so far; empty where no label is known to be wrong.
/// </param>
public sealed record RankingPower(IReadOnlyDictionary<string, IReadOnlyList<(int Epoch, double Value)>> Curves)
{
    /// <summary>Whether there is anything to draw.</summary>
    public bool IsKnown => Curves.Values.Any(curve => curve.Count > 0);

    /// <summary>A score's curve; empty where the run has none.</summary>
    public IReadOnlyList<(int Epoch, double Value)> Of(SuspectScore score) => Curves.GetValueOrDefault(score.Name) ?? [];
}
