using SamHost.Contracts.Data;

namespace SamHost.Plugins.NoiseClassConditional;

/// <summary>The probabilities of class-conditional label noise: row = true class, column = given label.</summary>
/// <param name="rows">C rows of C probabilities; each row sums to 1, up to rounding.</param>
internal sealed class TransitionMatrix(double[][] rows)
{
    /// <summary>Each class c turns into <paramref name="targets"/>[c] with probability <paramref name="rate"/>, else it stays.</summary>
    public static TransitionMatrix FromMap(IReadOnlyList<int> targets, double rate) =>
        Create(targets.Count, (trueClass, given) =>
            (given == targets[trueClass] ? rate : 0) + (given == trueClass ? 1 - rate : 0));

    /// <summary>Fills the matrix from a formula in (true class, given label).</summary>
    public static TransitionMatrix Create(int classCount, Func<int, int, double> probability)
    {
        var classes = Enumerable.Range(0, classCount).ToArray();
        return new([.. classes.Select(trueClass => classes.Select(given => probability(trueClass, given)).ToArray())]);
    }

    /// <summary>
    /// Draws a label for each example from one uniform number of its own. The low numbers are those that flip: with one
    /// seed, the examples mislabelled at one rate are also mislabelled at any higher rate.
    /// </summary>
    public long[] Draw(NoiseRequest request)
    {
        var uniform = request.Uniform(request.Labels.Count);
        return [.. request.Labels.Select((label, index) => Draw((int)label, uniform[index]))];
    }

    private int Draw(int trueClass, double uniform)
    {
        var row = rows[trueClass];
        var remaining = uniform * row.Sum();
        var drawn = trueClass;
        foreach (var given in OthersThenSelf(trueClass).Where(given => row[given] > 0))
        {
            // Rounding can leave a rest after the last possible label: it belongs to that label.
            drawn = given;
            remaining -= row[given];
            if (remaining < 0)
                break;
        }

        return drawn;
    }

    private IEnumerable<int> OthersThenSelf(int trueClass) =>
        Enumerable.Range(0, rows.Length).Where(given => given != trueClass).Append(trueClass);
}
