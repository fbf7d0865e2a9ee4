namespace SamHost.Reporting.Suspects;

/// <summary>How well a score ranks wrong labels first.</summary>
/// <param name="Auroc">The probability that a wrong label has a higher score than a right one, ties counting half: 0.5 is chance.</param>
/// <param name="AveragePrecision">The mean, over the wrong labels, of the precision at the place where each is found.</param>
/// <param name="PrecisionAtK">
/// The share of wrong labels among the first k, k being the number of wrong labels; of a tie at the border, the expected share.
/// </param>
public sealed record RankingQuality(double Auroc, double AveragePrecision, double PrecisionAtK)
{
    /// <summary>Measures a ranking.</summary>
    /// <param name="scores">Higher is more suspicious; every one is a number.</param>
    /// <param name="isWrong">Whether each label is wrong.</param>
    /// <returns>Null where all labels are right, or all are wrong: then there is nothing to tell apart.</returns>
    public static RankingQuality? Of(IReadOnlyList<double> scores, IReadOnlyList<bool> isWrong)
    {
        var wrong = isWrong.Count(flag => flag);
        var right = isWrong.Count - wrong;
        if (wrong == 0 || right == 0) return null;
        var (seenWrong, seenRight, area, precision, atK) = (0, 0, 0.0, 0.0, 0.0);
        double[] sorted = [.. scores];
        bool[] flags = [.. isWrong];
        Array.Sort(sorted, flags);
        // Highest first. Examples of one score stand in no order: they are taken together.
        for (var end = sorted.Length; end > 0;)
        {
            var start = end;
            while (start > 0 && sorted[start - 1].Equals(sorted[end - 1])) start--;
            var (ofWrong, all) = (flags.AsSpan(start, end - start).Count(true), end - start);
            end = start;
            var ofRight = all - ofWrong;
            var before = seenWrong + seenRight;
            if (before < wrong) atK += ofWrong * Math.Min(1.0, (double)(wrong - before) / all);
            area += ofRight * (seenWrong + (ofWrong / 2.0));
            seenWrong += ofWrong;
            seenRight += ofRight;
            precision += ofWrong * ((double)seenWrong / (seenWrong + seenRight));
        }

        return new RankingQuality(area / ((double)wrong * right), precision / wrong, atK / wrong);
    }
}
