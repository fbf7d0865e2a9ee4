using SamHost.Runs.Results;

namespace SamHost.Live.Serving;

/// <summary>A recorded epoch: the cloud, and the ends of the order by weight.</summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="Count">How many examples it recorded.</param>
/// <param name="Clean">The points of the examples whose label is right.</param>
/// <param name="Mislabelled">Those of the mislabelled ones.</param>
/// <param name="Unknown">Those of all examples, where nobody knows which labels are right.</param>
/// <param name="Up">The examples with the largest weights, the largest first.</param>
/// <param name="Down">Those with the smallest ones, the smallest first.</param>
internal sealed record EpochView(
    int Epoch, int Count, IReadOnlyList<ExamplePoint> Clean, IReadOnlyList<ExamplePoint> Mislabelled,
    IReadOnlyList<ExamplePoint> Unknown, IReadOnlyList<ExamplePoint> Up, IReadOnlyList<ExamplePoint> Down)
{
    private const int Listed = 12;

    // More points of a kind cover each other, and make the page slow.
    private const int PointsOfAKind = 2500;

    /// <summary>The view of an epoch, of the examples whose loss and weight are finite.</summary>
    /// <param name="epoch">The epoch.</param>
    /// <param name="weights">The column of weights that is meant.</param>
    public static EpochView Of(ExampleEpoch epoch, double[] weights)
    {
        ExamplePoint[] points =
        [
            .. Enumerable.Range(0, epoch.Count).Where(place => double.IsFinite(epoch.Loss[place]) && double.IsFinite(weights[place]))
                .Select(place => new ExamplePoint(
                    epoch.Index[place], epoch.Id[place], epoch.GivenLabel?[place], epoch.TrueLabel?[place], epoch.IsFlipped?[place],
                    epoch.Loss[place], weights[place])),
        ];
        var ordered = points.OrderBy(point => point.Weight).ThenBy(point => point.Index).ToList();
        // Of few examples none is in both lists.
        var listed = Math.Min(Listed, ordered.Count / 2);
        return new EpochView(
            epoch.Epoch, epoch.Count, Of(false), Of(true), Of(null),
            [.. ordered.AsEnumerable().Reverse().Take(listed)], [.. ordered.Take(listed)]);

        IReadOnlyList<ExamplePoint> Of(bool? isFlipped) => Thinned(points.Where(point => point.IsFlipped == isFlipped));
    }

    // Evenly through the order of the losses, as the report does it.
    private static IReadOnlyList<ExamplePoint> Thinned(IEnumerable<ExamplePoint> points)
    {
        var sorted = points.OrderBy(point => point.Loss).ThenBy(point => point.Index).ToList();
        var step = Math.Max(1.0, (double)sorted.Count / PointsOfAKind);
        return [.. Enumerable.Range(0, Math.Min(sorted.Count, PointsOfAKind)).Select(place => sorted[(int)(place * step)])];
    }
}

/// <summary>An example in a recorded epoch.</summary>
/// <param name="Index">Its index in the training set.</param>
/// <param name="Id">Its id.</param>
/// <param name="Given">The label that it is trained with; null where that was not recorded.</param>
/// <param name="Truth">The label before the noise; null where that is unknown.</param>
/// <param name="IsFlipped">Whether they differ; null where that is unknown.</param>
/// <param name="Loss">Its loss at w, in nats.</param>
/// <param name="Weight">Its weight.</param>
internal sealed record ExamplePoint(int Index, string Id, int? Given, int? Truth, bool? IsFlipped, double Loss, double Weight);
