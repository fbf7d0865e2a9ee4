using SamHost.Contracts.Data;
using static TorchSharp.torch;

namespace SamHost.Plugins.NoiseInstanceDependent;

/// <summary>
/// Instance-dependent label noise: example i of class y is mislabelled with its own probability q_i, as class k with probability
/// q_i softmax(x_i W_y)_k, where y itself is left out of the softmax.
/// </summary>
/// <remarks>
/// Xia et al., "Part-dependent Label Noise: Towards Instance-dependent Label Noise", NeurIPS 2020 (arXiv 2006.07836),
/// Algorithm 2. q_i comes from N(p, std^2) truncated to [0, 1]; each W_y is an [input size, C] matrix of N(0, 1); x_i is the input as
/// the data set gives it, flattened. Draws, in order: W_0 to W_(C-1), then for each example one uniform number for q_i
/// and one for its label, so that an example's noise does not depend on those after it.
/// </remarks>
public sealed class InstanceDependentNoise(InstanceDependentOptions options) : ILabelNoise
{
    // Values projected at once: 32 MiB in float64.
    private const int ChunkValues = 1 << 22;
    private const int MaxChunkSize = 1024;

    /// <inheritdoc/>
    public long[] Corrupt(NoiseRequest request)
    {
        using var _ = no_grad();
        var wrongLabels = WrongLabelProbabilities(request);
        var uniform = request.Uniform(2 * request.Labels.Count).Chunk(2).ToArray();
        var rates = FlipRates([.. uniform.Select(pair => pair[0])]);
        return [.. request.Labels.Select((label, index) => uniform[index][1] < rates[index]
            ? Choose(wrongLabels[index], uniform[index][1] / rates[index])
            : label)];
    }

    /// <summary>
    /// Truncated normal numbers, by inversion: p + std Phi^-1(Phi(a) + u (Phi(b) - Phi(a))), [a, b] the bounds in units of std.
    /// </summary>
    private double[] FlipRates(double[] uniform)
    {
        if (options.RateStd == 0)
            return [.. uniform.Select(_ => options.Rate)];

        using var scope = NewDisposeScope();
        var bounds = special.ndtr((tensor(new[] { 0.0, 1.0 }) - options.Rate) / options.RateStd);
        var normal = special.ndtri(bounds[0] + tensor(uniform) * (bounds[1] - bounds[0]));
        return (options.Rate + options.RateStd * normal).clamp(0, 1).data<double>().ToArray();
    }

    /// <summary>For each example, the probability of each label given that it is mislabelled.</summary>
    private static double[][] WrongLabelProbabilities(NoiseRequest request)
    {
        var classCount = request.ClassCount;
        var inputSize = request.Examples.InputShape.Aggregate(1L, (product, side) => product * side);
        var chunkSize = (int)Math.Clamp(ChunkValues / inputSize, 1, MaxChunkSize);
        var examplesOfClass = Enumerable.Range(0, request.Labels.Count).ToLookup(index => request.Labels[index]);
        var probabilities = new double[request.Labels.Count][];
        for (var label = 0; label < classCount; label++)
        {
            using var projection = randn(inputSize, classCount, dtype: ScalarType.Float64, generator: request.Generator);
            foreach (var chunk in examplesOfClass[label].Chunk(chunkSize))
            {
                using var scope = NewDisposeScope();
                var inputs = request.Examples.ReadInputs([.. chunk.Select(index => (long)index)]).flatten(1).to(ScalarType.Float64);
                var scores = inputs.matmul(projection);
                scores.select(1, label).fill_(double.NegativeInfinity);
                var rows = softmax(scores, 1).data<double>().ToArray().Chunk(classCount);
                foreach (var (index, row) in chunk.Zip(rows))
                    probabilities[index] = row;
            }
        }

        return probabilities;
    }

    private static long Choose(double[] probabilities, double uniform)
    {
        var chosen = 0;
        foreach (var (label, probability) in probabilities.Index().Where(entry => entry.Item > 0))
        {
            // Rounding can leave a rest after the last possible label: it belongs to that label.
            chosen = label;
            uniform -= probability;
            if (uniform < 0)
                break;
        }

        return chosen;
    }
}
