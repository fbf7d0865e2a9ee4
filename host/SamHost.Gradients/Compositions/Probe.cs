using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Gradients.Compositions;

/// <summary>
/// Finds options that a native module does not tell, by comparing what it computes with what it would compute under each guess. Leaves the
/// random generator as it was.
/// </summary>
internal static class Probe
{
    private const long Seed = 7;

    private static readonly double[] Probabilities =
        [0.1, 0.5, 0.2, 0.3, 0.25, 0.4, 0.05, 0.15, .. Enumerable.Range(1, 199).Select(step => step / 200.0), 1 / 3.0, 2 / 3.0];

    /// <summary>The first guess under which the module, in evaluation mode, computes the same; null where there is none.</summary>
    public static T? Find<T>(nn.Module module, IEnumerable<T> guesses, Func<Tensor> expected, Func<T, Tensor> guessed)
        where T : struct => Quietly(module, isTraining: false, () => First(guesses, expected, guessed));

    /// <summary>The module's dropout probability, where that is all that makes it random; null where it is something else.</summary>
    public static double? FindDropout(nn.Module module, Func<Tensor> expected, Func<double, Tensor> guessed) =>
        Quietly(module, isTraining: true, () => First(Probabilities.Prepend(0), expected, guessed));

    private static T? First<T>(IEnumerable<T> guesses, Func<Tensor> expected, Func<T, Tensor> guessed)
        where T : struct
    {
        var right = Seeded(expected);
        foreach (var guess in guesses)
        {
            using var scope = NewDisposeScope();
            if (Agree(right, Seeded(() => guessed(guess)))) return guess;
        }

        return null;
    }

    private static Tensor Seeded(Func<Tensor> compute)
    {
        random.manual_seed(Seed).Dispose();
        return compute();
    }

    private static bool Agree(Tensor left, Tensor right)
    {
        var tolerance = left.dtype == ScalarType.Float64 ? 1e-9 : 1e-3;
        return left.shape.SequenceEqual(right.shape)
            && (left - right).norm().ToDouble() <= tolerance * left.norm().ToDouble();
    }

    private static T Quietly<T>(nn.Module module, bool isTraining, Func<T> find)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var wasTraining = module.training;
        var state = get_rng_state();
        try
        {
            module.train(isTraining);
            return find();
        }
        finally
        {
            module.train(wasTraining);
            set_rng_state(state);
        }
    }
}
