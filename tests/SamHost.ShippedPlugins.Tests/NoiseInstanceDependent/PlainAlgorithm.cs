using static TorchSharp.torch;

namespace SamHost.ShippedPlugins.Tests.NoiseInstanceDependent;

/// <summary>
/// Algorithm 2 of Xia et al. 2020 (arXiv 2006.07836) in plain numbers, one example at a time, from the draws that
/// the noise model documents: W_0 to W_(C-1), then two uniform numbers an example.
/// </summary>
internal sealed class PlainAlgorithm
{
    private readonly double rate;
    private readonly double rateStd;
    private readonly double[][,] projections;
    private readonly Generator generator;

    public PlainAlgorithm(double rate, double rateStd, int inputSize, int classCount, ulong seed)
    {
        (this.rate, this.rateStd) = (rate, rateStd);
        generator = new Generator(seed);
        projections = [.. Enumerable.Range(0, classCount).Select(_ => Projection(inputSize, classCount))];
    }

    /// <summary>The labels of all examples.</summary>
    public long[] Draw(double[][] inputs, long[] labels)
    {
        using var drawn = rand(2 * labels.Length, dtype: ScalarType.Float64, generator: generator);
        var uniform = drawn.data<double>().ToArray();
        return [.. labels.Select((label, index) =>
        {
            var flipRate = FlipRate(uniform[2 * index]);
            var position = uniform[2 * index + 1];
            var wrong = WrongLabelProbabilities(inputs[index], label);
            for (var given = 0; given < wrong.Length; given++)
            {
                position -= flipRate * wrong[given];
                if (position < 0)
                    return given;
            }

            return label;
        })];
    }

    /// <summary>softmax(x W_y) without class y.</summary>
    public double[] WrongLabelProbabilities(double[] input, long label)
    {
        var projection = projections[label];
        var scores = Enumerable.Range(0, projections.Length)
            .Select(given => Enumerable.Range(0, input.Length).Sum(feature => input[feature] * projection[feature, given]))
            .ToArray();
        var highest = scores.Where((_, given) => given != label).Max();
        var exponentials = scores.Select((score, given) => given == label ? 0 : Math.Exp(score - highest)).ToArray();
        return [.. exponentials.Select(value => value / exponentials.Sum())];
    }

    /// <summary>The mean of N(rate, std^2) truncated to [0, 1].</summary>
    public static double MeanFlipRate(double rate, double std)
    {
        var (low, high) = (-rate / std, (1 - rate) / std);
        double Density(double x) => Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
        return rate + std * (Density(low) - Density(high)) / (Mass(high) - Mass(low));
    }

    // The q in [0, 1] below which lies the given share of the truncated normal, by bisection.
    private double FlipRate(double share)
    {
        double Below(double q) => Mass((q - rate) / rateStd);
        var target = Below(0) + share * (Below(1) - Below(0));
        var (low, high) = (0.0, 1.0);
        for (var halving = 0; halving < 60; halving++)
        {
            var middle = (low + high) / 2;
            (low, high) = Below(middle) < target ? (middle, high) : (low, middle);
        }

        return low;
    }

    // The standard normal mass below x, by the series 1/2 + phi(x) (x + x^3/3 + x^5/(3*5) + ...).
    private static double Mass(double x)
    {
        if (Math.Abs(x) > 8.3)
            return x < 0 ? 0 : 1;
        var (sum, term) = (0.0, x);
        for (var odd = 3; sum + term != sum; odd += 2)
        {
            sum += term;
            term *= x * x / odd;
        }

        return 0.5 + sum * Math.Exp(-x * x / 2) / Math.Sqrt(2 * Math.PI);
    }

    private double[,] Projection(int inputSize, int classCount)
    {
        using var drawn = randn(inputSize, classCount, dtype: ScalarType.Float64, generator: generator);
        var values = drawn.data<double>().ToArray();
        var projection = new double[inputSize, classCount];
        Buffer.BlockCopy(values, 0, projection, 0, sizeof(double) * values.Length);
        return projection;
    }
}
