using SamHost.Reporting.Figures;
using SamHost.Results;

namespace SamHost.Reporting.StudyReport;

/// <summary>Total, logit and Jacobian weight against the loss, early and late in training: the decomposition of 1-SAM's weighting.</summary>
/// <remarks>Baek, Kolter, Raghunathan, "Why is SAM Robust to Label Noise?", ICLR 2024 (arXiv 2405.03676).</remarks>
public static class WeightFigures
{
    /// <summary>The figures of a group, of its first run: three early, three late.</summary>
    public static IReadOnlyList<Figure> Draw(ReportedGroup group)
    {
        var weights = group.Weights[0];
        return [.. Draw(group, weights.Early!, "early"), .. weights.Late == weights.Early ? [] : Draw(group, weights.Late!, "late")];
    }

    private static IEnumerable<Figure> Draw(ReportedGroup group, ExampleEpoch epoch, string when)
    {
        (string Name, double[] Values)[] kinds =
        [
            ("total", epoch.Weight!),
            ("logit", epoch.LogitWeight),
            ("Jacobian", [.. epoch.Weight!.Zip(epoch.LogitWeight, (total, logit) => logit > 0 ? total / logit : 1)]),
        ];
        // One scale for the three, so that one sees which of the two factors makes the product; a few outliers do not set it.
        var limit = kinds.Max(kind => Quantile(kind.Values, 0.99));
        foreach (var (name, values) in kinds)
        {
            yield return WeightFigure.Draw(
                $"weight-{group.FileName}-{when}-{name.ToLowerInvariant()}",
                $"{name} weight, epoch {epoch.Epoch}",
                [.. values.Select((weight, i) => (epoch.Loss[i], weight, epoch.IsFlipped[i]))],
                limit,
                FormattableString.Invariant($"{name} weight against loss under {group.Group.Name} in epoch {epoch.Epoch}: median {Median(values, epoch, flipped: false)} for clean examples, {Median(values, epoch, flipped: true)} for mislabelled ones."));
        }
    }

    private static string Median(double[] values, ExampleEpoch epoch, bool flipped)
    {
        double[] own = [.. values.Where((_, i) => epoch.IsFlipped[i] == flipped)];
        return own.Length == 0 ? "none" : FormattableString.Invariant($"{Quantile(own, 0.5):0.00}");
    }

    private static double Quantile(double[] values, double share)
    {
        var sorted = values.Order().ToArray();
        return sorted[(int)(share * (sorted.Length - 1))];
    }
}
