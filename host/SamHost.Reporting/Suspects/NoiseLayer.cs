using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Optimization;

namespace SamHost.Reporting.Suspects;

/// <summary>
/// How given labels come from classes, found from predictions without looking at any truth: a layer of noise over the predictions
/// (Goldberger, Ben-Reuven, "Training deep neural-networks using a noise adaptation layer", ICLR 2017). The class y of an example has the
/// probability q(y) = softmax(exponent · log p(y) + offset(y)) of its predictions p, and its label g the probability T(y, g). Exponent,
/// offsets and T are those that make the given labels likeliest, beside anchors and weak priors. A model that learned from noisy labels is
/// unsure where it need not be: the exponent sharpens it, so that noise is told from classes that look alike. Of classes without sure
/// examples some of what looks alike counts as noise.
/// </summary>
/// <param name="Exponent">How much surer of the class than the predictions.</param>
/// <param name="Offsets">Of each class.</param>
/// <param name="Transition">T, by class and then by given label; rows sum to 1.</param>
public sealed record NoiseLayer(double Exponent, double[] Offsets, double[][] Transition)
{
    // Of each class, its surest examples belong to it: anchor points (Patrini et al., CVPR 2017). Without them, noise that a model has
    // learned could as well be unsureness.
    private const double AnchorShare = 0.2;

    // As many examples as these, spread evenly over the labels, are added to each class; fewer where few have its label.
    private const double PriorExamples = 10;
    private const double PriorShare = 0.05;

    // The deviation of the exponent's logarithm.
    private const double ExponentDeviation = 2;

    private const double FirstDiagonal = 0.8;
    private const double LeastProbability = 1e-6;
    private const double LargestLogarithm = 10;
    private const int MostIterations = 200;
    private const int ExamplesAtOnce = 2000;

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
        var sizes = examples.CountBy(example => example.Given).ToDictionary();
        double[] priors =
        [
            .. Enumerable.Range(0, classCount)
                .Select(y => Math.Min(PriorExamples, Math.Max(1, PriorShare * sizes.GetValueOrDefault(y)))),
        ];
        (int, double[], int)[] known = [.. examples.Select((example, i) => (example.Given, LogsOf(example.Probabilities), anchors[i]))];
        var start = Vector<double>.Build.Dense(1 + classCount + (classCount * classCount));
        var diagonal = Math.Log(FirstDiagonal / ((1 - FirstDiagonal) / Math.Max(1, classCount - 1)));
        for (var y = 0; y < classCount; y++) start[1 + classCount + (y * classCount) + y] = diagonal;

        var (best, least) = (start, double.PositiveInfinity);
        var objective = ObjectiveFunction.Gradient(point =>
        {
            var (loss, gradient) = Loss(known, priors, point);
            if (loss < least) (best, least) = (point.Clone(), loss);
            return (loss, gradient);
        });
        try
        {
            new LimitedMemoryBfgsMinimizer(1e-5, 1e-8, 1e-10, memory: 10, MostIterations).FindMinimum(objective, start);
        }
        catch (OptimizationException)
        {
            // Where the line search finds nothing better, the best point so far is taken.
        }

        return At(best, classCount);
    }

    private static NoiseLayer At(Vector<double> point, int classCount) => new(
        Math.Exp(Math.Min(point[0], LargestLogarithm)), point.SubVector(1, classCount).ToArray(),
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

    /// <summary>
    /// The negative logarithm of the likelihood, of the anchors and of the priors, a mean over the examples; and its gradient.
    /// </summary>
    private static (double Loss, Vector<double> Gradient) Loss(
        (int Given, double[] Logs, int Anchor)[] examples, double[] priors, Vector<double> point)
    {
        var classCount = priors.Length;
        var layer = At(point, classCount);
        var chunks = new Sums[(examples.Length + ExamplesAtOnce - 1) / ExamplesAtOnce];
        Parallel.For(0, chunks.Length, chunk =>
        {
            var first = chunk * ExamplesAtOnce;
            chunks[chunk] = layer.SumsOf(examples.AsSpan(first, Math.Min(ExamplesAtOnce, examples.Length - first)));
        });
        // In their order: sums depend on it.
        var sums = chunks.Aggregate((all, chunk) => all.Add(chunk));

        var loss = sums.Loss + (Math.Pow(point[0] / ExponentDeviation, 2) / 2);
        var gradient = Vector<double>.Build.Dense(point.Count);
        gradient[0] = (layer.Exponent * sums.ByExponent) + (point[0] / (ExponentDeviation * ExponentDeviation));
        for (var y = 0; y < classCount; y++)
        {
            gradient[1 + y] = sums.ByOffset[y];
            var (row, prior) = (y * classCount, priors[y] / classCount);
            var all = priors[y];
            for (var given = 0; given < classCount; given++) all += sums.Counts[row + given];
            for (var given = 0; given < classCount; given++)
            {
                loss -= prior * LogOf(layer.Transition[y][given]);
                gradient[1 + classCount + row + given] = (all * layer.Transition[y][given]) - sums.Counts[row + given] - prior;
            }
        }

        return (loss / examples.Length, gradient / examples.Length);
    }

    private Sums SumsOf(ReadOnlySpan<(int Given, double[] Logs, int Anchor)> examples)
    {
        var classCount = Offsets.Length;
        var (loss, byExponent, byOffset, counts) = (0.0, 0.0, new double[classCount], new double[classCount * classCount]);
        var classes = new double[classCount];
        foreach (var (given, logs, anchor) in examples)
        {
            FindClasses(logs, classes);
            var likelihood = double.Epsilon;
            for (var y = 0; y < classCount; y++) likelihood += classes[y] * Transition[y][given];
            loss -= LogOf(likelihood);
            if (anchor >= 0) loss -= LogOf(classes[anchor]);
            for (var y = 0; y < classCount; y++)
            {
                var posterior = classes[y] * Transition[y][given] / likelihood;
                counts[(y * classCount) + given] += posterior;
                var byLogit = classes[y] - posterior + (anchor < 0 ? 0 : classes[y] - (y == anchor ? 1 : 0));
                byExponent += byLogit * logs[y];
                byOffset[y] += byLogit;
            }
        }

        return new Sums(loss, byExponent, byOffset, counts);
    }

    private static double LogOf(double value) => Math.Log(Math.Max(value, double.Epsilon));

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

    // Over some examples: the loss, its derivatives, and how often each class was given each label.
    private readonly record struct Sums(double Loss, double ByExponent, double[] ByOffset, double[] Counts)
    {
        public Sums Add(Sums other)
        {
            for (var i = 0; i < ByOffset.Length; i++) ByOffset[i] += other.ByOffset[i];
            for (var i = 0; i < Counts.Length; i++) Counts[i] += other.Counts[i];
            return this with { Loss = Loss + other.Loss, ByExponent = ByExponent + other.ByExponent };
        }
    }
}
