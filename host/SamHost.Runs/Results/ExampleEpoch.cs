namespace SamHost.Runs.Results;

/// <summary>The examples of one recorded epoch: arrays of the same length, ordered by index.</summary>
/// <param name="Epoch">The epoch, from 1.</param>
/// <param name="Step">The step within the run that each example was in, from 0; null in files of version 0.1.0.</param>
/// <param name="Index">Each example's index in the training set.</param>
/// <param name="Id">Each example's id, the same under every seed; its index in files without ids.</param>
/// <param name="IsFlipped">Whether its given label differs from its true one; null where that is unknown.</param>
/// <param name="GivenLabel">The label it is trained with; null in files of version 0.1.0.</param>
/// <param name="TrueLabel">The label before the noise; null where it is unknown, and in files of version 0.1.0.</param>
/// <param name="Loss">The loss at w, in nats.</param>
/// <param name="Margin">The margin at w; null in files of version 0.1.0.</param>
/// <param name="LogitWeight">||s(w + eps)|| / ||s(w)||.</param>
/// <param name="Weight">||g(w + eps)|| / ||g(w)||; null in an epoch without it.</param>
/// <param name="GradientNorm">||g(w)||; null in an epoch without it.</param>
public sealed record ExampleEpoch(
    int Epoch,
    long[]? Step,
    int[] Index,
    string[] Id,
    bool[]? IsFlipped,
    int[]? GivenLabel,
    int[]? TrueLabel,
    double[] Loss,
    double[]? Margin,
    double[] LogitWeight,
    double[]? Weight,
    double[]? GradientNorm)
{
    /// <summary>The number of examples.</summary>
    public int Count => Index.Length;

    /// <summary>
    /// The share of the total gradient weight, the sum of ||g(w + eps)||, that the examples hold whose label is right; null in an epoch
    /// without weights, and where no label is known to be wrong.
    /// </summary>
    public double? CleanShare
    {
        get
        {
            if (Weight is null || GradientNorm is null || IsFlipped is null) return null;
            var (clean, all) = (0.0, 0.0);
            for (var i = 0; i < Count; i++)
            {
                all += Weight[i] * GradientNorm[i];
                if (!IsFlipped[i]) clean += Weight[i] * GradientNorm[i];
            }

            return all > 0 && IsFlipped.Contains(true) ? clean / all : null;
        }
    }

    /// <summary>The example at a place of the arrays.</summary>
    public RecordedExample At(int place) => new(
        Epoch, Step?[place], Index[place], Id[place], IsFlipped?[place], Loss[place], Weight?[place], LogitWeight[place],
        GradientNorm?[place]);
}
