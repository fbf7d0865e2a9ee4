using SamHost.Contracts.Training;
using static TorchSharp.torch;

namespace SamHost.Testing;

/// <summary>
/// Holds a metric to its contract: a well-formed name and unit; a number or null for models of many classes and of two with one logit; the
/// same number in another order of the examples; nothing changed that was lent.
/// </summary>
public static class MetricCheck
{
    /// <summary>Runs the checks.</summary>
    /// <param name="create">Creates the metric.</param>
    /// <exception cref="CheckFailedException">Something does not hold.</exception>
    public static void Run(Func<IMetric> create)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var metric = create();
        Check.That(
            new MetricColumn(metric.Name, metric.Unit).IsWellFormed,
            $"Its Name is '{metric.Name}' and its Unit '{metric.Unit}'; a name begins with a letter and has lower case letters, digits and "
                + "underscores, and a unit is 1 where there is none.");
        foreach (var logitCount in new long[] { 4, 1 })
        {
            using var model = SampleModel.Create(logitCount);
            var (ordered, reversed) = (Evaluated(model, logitCount, false), Evaluated(model, logitCount, true));
            var kept = ordered.Test.Logits.clone();
            var number = metric.Measure(ordered);
            Check.That(number is null || double.IsFinite(number.Value), $"It measured {number}; return null where there is no number.");
            Check.That(Check.AreSame(kept, ordered.Test.Logits), "It changed the logits in place; they are borrowed.");
            var again = metric.Measure(reversed);
            Check.That(
                (number is null) == (again is null) && (number is null || Math.Abs(number.Value - again!.Value) < 1e-9),
                $"In another order of the examples it measured {again} instead of {number}.");
        }
    }

    private static EvaluatedModel Evaluated(nn.Module<Tensor, Tensor> model, long logitCount, bool isReversed)
    {
        manual_seed(6);
        var classes = (int)Math.Max(2, logitCount);
        return new EvaluatedModel
        {
            Model = model,
            Test = Examples(40),
            Training = Examples(60),
            ClassNames = [.. Enumerable.Range(0, classes).Select(label => $"class {label}")],
        };

        EvaluatedExamples Examples(int count)
        {
            var (inputs, labels) = (randn([count, 5], ScalarType.Float64), randint(0, classes, [count], ScalarType.Int64));
            var given = where(rand(count) < 0.2, (labels + 1) % classes, labels);
            var logits = model.call(inputs);
            return isReversed ? new(logits.flip(0), given.flip(0), labels.flip(0)) : new(logits, given, labels);
        }
    }
}
