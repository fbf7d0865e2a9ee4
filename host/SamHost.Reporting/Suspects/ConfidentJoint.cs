namespace SamHost.Reporting.Suspects;

/// <summary>
/// The confident joint of Northcutt, Jiang, Chuang, "Confident Learning: Estimating Uncertainty in Dataset Labels", JAIR 2021 (arXiv
/// 1911.00068), section 3: an example counts for a class whose probability is at least the mean of that class's own examples.
/// </summary>
/// <param name="Thresholds">Of each class the mean probability of it over the examples that are labelled with it.</param>
/// <param name="Counts">By given label and then by class: the examples that count for it.</param>
/// <param name="Sizes">The number of examples of each given label.</param>
public sealed record ConfidentJoint(IReadOnlyList<double> Thresholds, int[][] Counts, IReadOnlyList<int> Sizes)
{
    // 95 % of a normal distribution.
    private const double Quantile = 1.959963984540054;

    /// <summary>
    /// The number of wrong labels: of each given label, the share of those that count for another class, of all that have it.
    /// </summary>
    public double EstimatedWrong => Enumerable.Range(0, Sizes.Count).Sum(given => Sizes[given] - (Sizes[given] * Rate(given, given)));

    /// <summary>The share of the examples with a given label that belong to a class.</summary>
    public double Rate(int given, int label) =>
        Counts[given].Sum() is > 0 and var all ? (double)Counts[given][label] / all : given == label ? 1 : 0;

    /// <summary>The 95 % interval of that share (Wilson, Journal of the American Statistical Association 1927).</summary>
    public (double Low, double High) Interval(int given, int label)
    {
        var n = (double)Counts[given].Sum();
        if (n == 0) return (0, 1);
        var (share, square) = (Counts[given][label] / n, Quantile * Quantile);
        var middle = (share + (square / (2 * n))) / (1 + (square / n));
        var half = Quantile / (1 + (square / n)) * Math.Sqrt((share * (1 - share) / n) + (square / (4 * n * n)));
        return (Math.Max(0, middle - half), Math.Min(1, middle + half));
    }

    /// <summary>Counts.</summary>
    /// <param name="examples">The given label, and the probability of each class by models that did not train on the example.</param>
    /// <param name="classCount">The number of classes.</param>
    public static ConfidentJoint Of(IReadOnlyList<(int Given, double[] Probabilities)> examples, int classCount)
    {
        var sizes = new int[classCount];
        var thresholds = new double[classCount];
        foreach (var (given, probabilities) in examples)
        {
            sizes[given]++;
            thresholds[given] += probabilities[given];
        }

        for (var label = 0; label < classCount; label++)
            thresholds[label] = sizes[label] == 0 ? double.PositiveInfinity : thresholds[label] / sizes[label];
        int[][] counts = [.. Enumerable.Range(0, classCount).Select(_ => new int[classCount])];
        foreach (var (given, probabilities) in examples)
        {
            var best = -1;
            for (var label = 0; label < classCount; label++)
            {
                if (probabilities[label] >= thresholds[label] && (best < 0 || probabilities[label] > probabilities[best])) best = label;
            }

            if (best >= 0) counts[given][best]++;
        }

        return new ConfidentJoint(thresholds, counts, sizes);
    }
}
