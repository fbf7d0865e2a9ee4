namespace SamHost.Studies.Predicting;

/// <summary>What a trained model says of examples.</summary>
/// <param name="ClassNames">The classes, in the order of the labels.</param>
/// <param name="Ids">The examples.</param>
/// <param name="Probabilities">Of each example the probability of each class.</param>
/// <param name="Notes">What a person should know of how the examples were read.</param>
public sealed record PredictedExamples(
    IReadOnlyList<string> ClassNames, IReadOnlyList<string> Ids, double[] Probabilities, IReadOnlyList<string> Notes)
{
    /// <summary>The likeliest class of an example: of two that are as likely, the first.</summary>
    public int LabelOf(int example)
    {
        var own = Probabilities.AsSpan(example * ClassNames.Count, ClassNames.Count);
        var best = 0;
        for (var label = 1; label < own.Length; label++)
        {
            if (own[label] > own[best]) best = label;
        }

        return best;
    }

    /// <summary>The probability of a class.</summary>
    public double ProbabilityOf(int example, int label) => Probabilities[(example * ClassNames.Count) + label];
}
