using SamHost.Runs.Results;

namespace SamHost.Live.Serving;

/// <summary>One example over the recorded epochs: lists of the same length.</summary>
/// <param name="Example">Its index in the training set.</param>
/// <param name="Id">Its id.</param>
/// <param name="Given">The label that it is trained with; null where that was not recorded.</param>
/// <param name="Truth">The label before the noise; null where that is unknown.</param>
/// <param name="IsFlipped">Whether they differ; null where that is unknown.</param>
/// <param name="Epochs">The epochs.</param>
/// <param name="Loss">Its loss at w, in nats.</param>
/// <param name="Weight">Its total weight; null in an epoch without it.</param>
/// <param name="LogitWeight">Its logit weight.</param>
/// <param name="Margin">The given label's logit minus the largest other one: above 0 it is predicted as its given label.</param>
internal sealed record ExampleLife(
    int Example, string Id, int? Given, int? Truth, bool? IsFlipped, IReadOnlyList<int> Epochs, IReadOnlyList<double> Loss,
    IReadOnlyList<double?> Weight, IReadOnlyList<double> LogitWeight, IReadOnlyList<double?> Margin)
{
    /// <summary>The life of an example; null where no epoch recorded it.</summary>
    public static ExampleLife? Of(IEnumerable<ExampleEpoch> epochs, int example)
    {
        // What is needed of an epoch, so that not all of them are held.
        var places = epochs.Select(epoch => (Epoch: epoch, Place: Array.IndexOf(epoch.Index, example))).Where(found => found.Place >= 0)
            .Select(found => (
                found.Epoch.Epoch, Id: found.Epoch.Id[found.Place], Given: found.Epoch.GivenLabel?[found.Place],
                Truth: found.Epoch.TrueLabel?[found.Place], IsFlipped: found.Epoch.IsFlipped?[found.Place],
                Loss: found.Epoch.Loss[found.Place],
                Weight: Finite(found.Epoch.Weight?[found.Place]), LogitWeight: found.Epoch.LogitWeight[found.Place],
                Margin: Finite(found.Epoch.Margin?[found.Place])))
            .ToList();
        return places.Count == 0 ? null : new ExampleLife(
            example, places[^1].Id, places[^1].Given, places[^1].Truth, places[^1].IsFlipped, [.. places.Select(place => place.Epoch)],
            [.. places.Select(place => place.Loss)], [.. places.Select(place => place.Weight)],
            [.. places.Select(place => place.LogitWeight)], [.. places.Select(place => place.Margin)]);
    }

    private static double? Finite(double? value) => value is { } number && double.IsFinite(number) ? number : null;
}
