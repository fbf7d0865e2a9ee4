using SamHost.Contracts.Data;
using static TorchSharp.torch;

namespace SamHost.Testing;

/// <summary>
/// Holds a noise model to its contract, on 4,000 examples of four classes: the same labels for the same seed, each within the classes; and,
/// where it is given, the share of wrong ones among those that are not left out.
/// </summary>
public static class NoiseCheck
{
    private const int Count = 4000;
    private const int Classes = 4;

    /// <summary>Runs the checks.</summary>
    /// <param name="create">Creates the noise model.</param>
    /// <param name="rate">The share of wrong labels that its options ask for; null for any.</param>
    /// <returns>The realised share of wrong labels.</returns>
    /// <exception cref="CheckFailedException">Something does not hold.</exception>
    public static double Run(Func<ILabelNoise> create, double? rate = null)
    {
        using var scope = NewDisposeScope();
        long[] labels = [.. Enumerable.Range(0, Count).Select(index => (long)(index % Classes))];
        var first = Draw(create(), labels);
        manual_seed(99);
        Check.That(
            first.SequenceEqual(Draw(create(), labels)),
            "With the same seed it gave other labels: draw from request.Generator alone (request.Uniform).");
        Check.That(first.Length == Count, $"It returned {first.Length} labels for {Count} examples.");
        Check.That(
            first.All(label => label is ILabelNoise.LeftOut or (>= 0 and < Classes)), $"It returned a label outside 0 to {Classes - 1}.");
        var kept = first.Zip(labels).Where(pair => pair.First != ILabelNoise.LeftOut).ToList();
        Check.That(kept.Count > 0, "It left out every example.");
        var wrong = kept.Count(pair => pair.First != pair.Second) / (double)kept.Count;
        if (rate is { } asked)
        {
            var bound = 5 * Math.Sqrt(asked * (1 - asked) / kept.Count) + 1e-9;
            Check.That(
                Math.Abs(wrong - asked) <= bound,
                $"{wrong:P1} of the labels are wrong, and {asked:P1} were asked for; by chance it would be within {bound:P1}.");
        }

        return wrong;
    }

    private static long[] Draw(ILabelNoise noise, long[] labels)
    {
        manual_seed(8);
        using var generator = new Generator(1, CPU);
        using var examples = new Examples(rand(Count, 6), tensor(labels));
        var drawn = noise.Corrupt(new NoiseRequest
        {
            Labels = labels,
            Examples = examples,
            ClassNames = [.. Enumerable.Range(0, Classes).Select(label => $"class {label}")],
            Generator = generator,
            BaseDirectory = Environment.CurrentDirectory,
        });
        return drawn ?? throw new CheckFailedException("Corrupt returned null; return a label for each example.");
    }
}
