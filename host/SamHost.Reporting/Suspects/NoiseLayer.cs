using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace SamHost.Reporting.Suspects;

/// <summary>
/// How given labels come from classes, found from predictions without looking at any truth: a layer of noise over the predictions
/// (Goldberger, Ben-Reuven, "Training deep neural-networks using a noise adaptation layer", ICLR 2017). The class y of an example has the
/// probability q(y) = softmax(exponent · log p(y) + offset(y)) of its predictions p, and its label g the probability T(y, g). Exponent,
/// offsets and T are those that make the given labels likeliest. A model that learned from noisy labels is unsure where it need not be: the
/// exponent sharpens it, so that noise and classes that look alike are told apart.
/// </summary>
/// <param name="Exponent">How much surer of the class than the predictions.</param>
/// <param name="Offsets">Of each class.</param>
/// <param name="Transition">T, by class and then by given label; rows sum to 1.</param>
public sealed record NoiseLayer(double Exponent, double[] Offsets, double[][] Transition)
{
    // Of each class, its surest examples belong to it: anchor points (Patrini et al., CVPR 2017). Without them, noise that a model has
    // learned could as well be unsureness.
    private const double AnchorShare = 0.2;

    // As many examples as these, spread evenly over the labels, are added to each class.
    private const double PriorExamples = 10;

    // The deviation of the exponent's logarithm.
    private const double ExponentDeviation = 2;

    private const double FirstDiagonal = 0.8;
    private const double LeastProbability = 1e-6;

    /// <summary>Of an example, the probability of each class, given its label and what is predicted of it.</summary>
    public double[] Posterior(int given, double[] probabilities)
    {
        var posterior = new double[probabilities.Length];
        FindClasses(LogsOf(probabilities), posterior);
        for (var y = 0; y < posterior.Length; y++) posterior[y] *= Transition[y][given];
        var sum = posterior.Sum();
        return [.. posterior.Select(value => value / sum)];
    }

    /// <summary>Fits.</summary>
    /// <param name="examples">The given label, and the probability of each class by models that did not train on the example.</param>
    /// <param name="classCount">The number of classes.</param>
    public static NoiseLayer Of(IReadOnlyList<(int Given, double[] Probabilities)> examples, int classCount)
    {
        var anchors = Anchors(examples);
        (int, double[], int)[] known = [.. examples.Select((example, i) => (example.Given, LogsOf(example.Probabilities), anchors[i]))];
        var start = Vector<double>.Build.Dense(1 + classCount + (classCount * classCount));
        var diagonal = Math.Log(FirstDiagonal / ((1 - FirstDiagonal) / Math.Max(1, classCount - 1)));
        for (var y = 0; y < classCount; y++) start[1 + classCount + (y * classCount) + y] = diagonal;

        var (best, least) = (start, double.PositiveInfinity);
        var objective = ObjectiveFunction.Gradient(point =>
        {
            var (loss, gradient) = Loss(known, classCount, point);
            if (loss < least) (best, least) = (point.Clone(), loss);
            return (loss, gradient);
        });
        try
        {
            new LimitedMemoryBfgsMinimizer(1e-6, 1e-8, 1e-10, memory: 10, maximumIterations: 500).FindMinimum(objective, start);
        }
        catch (OptimizationException)
        {
            // Where rounding lets it go no further, the best point so far is the minimum.
        }

        return At(best, classCount);
    }

    private static NoiseLayer At(Vector<double> point, int classCount) => new(
        Math.Exp(point[0]), point.SubVector(1, classCount).ToArray(),
        [
            .. Enumerable.Range(0, classCount).Select(y =>
            {
                var row = point.SubVector(1 + classCount + (y * classCount), classCount).ToArray();
                Normalize(row);
                return row;
            }),
        ]);

    // By example: the class that it is taken to belong to; -1 for none.
    private static int[] Anchors(IReadOnlyList<(int Given, double[] Probabilities)> examples)
    {
        int[] anchors = [.. examples.Select(_ => -1)];
        var likely = examples.Select((example, i) => (Index: i, Class: Array.IndexOf(example.Probabilities, example.Probabilities.Max())));
        foreach (var members in likely.GroupBy(example => example.Class))
        {
            var surest = members.OrderByDescending(member => examples[member.Index].Probabilities[member.Class]).ToList();
            foreach (var (index, label) in surest.Take((int)Math.Ceiling(AnchorShare * surest.Count))) anchors[index] = label;
        }

        return anchors;
    }

    /// <summary>The negative logarithm of the likelihood, a mean over the examples, and its gradient.</summary>
    private static (double Loss, Vector<double> Gradient) Loss(
        IReadOnlyList<(int Given, double[] Logs, int Anchor)> examples, int classCount, Vector<double> point)
    {
        var layer = At(point, classCount);
        var prior = PriorExamples / classCount;
        var (loss, byExponent, byOffset) = (Math.Pow(point[0] / ExponentDeviation, 2) / 2, 0.0, new double[classCount]);
        var (counts, classes) = (new double[classCount, classCount], new double[classCount]);
        foreach (var (given, logs, anchor) in examples)
        {
            layer.FindClasses(logs, classes);
            var likelihood = 0.0;
            for (var y = 0; y < classCount; y++) likelihood += classes[y] * layer.Transition[y][given];
            loss -= Math.Log(likelihood);
            if (anchor >= 0) loss -= Math.Log(Math.Max(double.Epsilon, classes[anchor]));
            for (var y = 0; y < classCount; y++)
            {
                var posterior = classes[y] * layer.Transition[y][given] / likelihood;
                counts[y, given] += posterior;
                var byLogit = classes[y] - posterior + (anchor < 0 ? 0 : classes[y] - (y == anchor ? 1 : 0));
                byExponent += byLogit * logs[y];
                byOffset[y] += byLogit;
            }
        }

        var gradient = Vector<double>.Build.Dense(point.Count);
        gradient[0] = (layer.Exponent * byExponent) + (point[0] / (ExponentDeviation * ExponentDeviation));
        for (var y = 0; y < classCount; y++)
        {
            gradient[1 + y] = byOffset[y];
            var all = Enumerable.Range(0, classCount).Sum(given => counts[y, given]) + PriorExamples;
            for (var given = 0; given < classCount; given++)
            {
                loss -= prior * Math.Log(layer.Transition[y][given]);
                gradient[1 + classCount + (y * classCount) + given] = (all * layer.Transition[y][given]) - counts[y, given] - prior;
            }
        }

        return (loss / examples.Count, gradient / examples.Count);
    }

    // The probability of each class without the label.
    private void FindClasses(double[] logs, double[] classes)
    {
        for (var y = 0; y < classes.Length; y++) classes[y] = (Exponent * logs[y]) + Offsets[y];
        Normalize(classes);
    }

    private static double[] LogsOf(double[] probabilities) =>
        [.. probabilities.Select(probability => Math.Log(probability + LeastProbability))];

    // Softmax, in place.
    private static void Normalize(double[] logits)
    {
        var (largest, sum) = (logits.Max(), 0.0);
        for (var y = 0; y < logits.Length; y++) sum += logits[y] = Math.Exp(logits[y] - largest);
        for (var y = 0; y < logits.Length; y++) logits[y] /= sum;
    }
}
