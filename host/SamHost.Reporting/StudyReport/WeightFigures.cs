using System.Globalization;
using SamHost.Reporting.Figures;
using SamHost.Runs.Results;

namespace SamHost.Reporting.StudyReport;

/// <summary>
/// Total, logit and Jacobian weight against the loss, early and late in training: the decomposition of 1-SAM's weighting.
/// </summary>
/// <remarks>Baek, Kolter, Raghunathan, "Why is SAM Robust to Label Noise?", ICLR 2024 (arXiv 2405.03676).</remarks>
internal static class WeightFigures
{
    /// <summary>The figures of a group, of its first run: three early, three late; none of an epoch whose numbers are not finite.</summary>
    public static IReadOnlyList<Figure> Draw(ReportedGroup group)
    {
        var weights = group.Weights[0];
        return [.. Draw(group, weights.Early!, "early"), .. weights.Late == weights.Early ? [] : Draw(group, weights.Late!, "late")];
    }

    private static IEnumerable<Figure> Draw(ReportedGroup group, ExampleEpoch epoch, string when)
    {
        // Where a run has diverged there is nothing to draw.
        int[] places = [
            .. Enumerable.Range(0, epoch.Count)
                .Where(i => double.IsFinite(epoch.Loss[i]) && double.IsFinite(epoch.Weight![i]) && double.IsFinite(epoch.LogitWeight[i]))];
        if (places.Length == 0) yield break;
        bool?[] flipped = [.. places.Select(i => epoch.IsFlipped?[i])];
        (string Name, double[] Values)[] kinds =
        [
            ("total", [.. places.Select(i => epoch.Weight![i])]),
            ("logit", [.. places.Select(i => epoch.LogitWeight[i])]),
            ("Jacobian", [.. places.Select(i => epoch.LogitWeight[i] > 0 ? epoch.Weight![i] / epoch.LogitWeight[i] : 1)]),
        ];
        // One scale for the three, so that one sees which of the two factors makes the product; a few outliers do not set it.
        var limit = kinds.Max(kind => Quantile.Of([.. kind.Values.Order()], 0.99));
        foreach (var (name, values) in kinds)
        {
            yield return WeightFigure.Draw(
                $"weight-{group.FileName}-{when}-{name.ToLowerInvariant()}",
                $"{name} weight, epoch {epoch.Epoch}",
                [.. values.Select((weight, i) => (epoch.Loss[places[i]], weight, flipped[i]))],
                limit,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{name} weight against loss under {group.Group.Name} in epoch {epoch.Epoch}: {Medians(values, flipped)}."));
        }
    }

    private static string Medians(double[] values, bool?[] flipped) => flipped[0] is null
        ? $"median {Median(values, flipped, null)}"
        : $"median {Median(values, flipped, false)} for clean examples, {Median(values, flipped, true)} for mislabelled ones";

    private static string Median(double[] values, bool?[] flipped, bool? kind)
    {
        double[] own = [.. values.Where((_, i) => flipped[i] == kind).Order()];
        return own.Length == 0 ? "none" : FormattableString.Invariant($"{Quantile.Of(own, 0.5):0.00}");
    }
}
