using System.Diagnostics;
using System.Globalization;
using SamHost.Contracts.Telemetry;
using SamHost.Contracts.Training;

namespace SamHost.Telemetry;

/// <summary>
/// The examples that are weighed up and down most, as attributes for a person: <c>example.heaviest.1</c> and so on, a string each. Of a
/// step, or of an epoch: there by total weight where any of its steps measured it, else by logit weight.
/// </summary>
internal sealed class ExtremeExamples
{
    /// <summary>How many examples each end has.</summary>
    public const int Count = 3;

    // An epoch may have a million steps.
    private const int MaxKept = 1_000;

    private static readonly string[] Heaviest = [.. Enumerable.Range(1, Count).Select(rank => $"{TelemetryNames.Heaviest}.{rank}")];
    private static readonly string[] Lightest = [.. Enumerable.Range(1, Count).Select(rank => $"{TelemetryNames.Lightest}.{rank}")];

    private readonly List<Example> _total = [];
    private readonly List<Example> _logit = [];

    /// <summary>The places of a step's examples, the heaviest first: by total weight where it was measured, else by logit weight.</summary>
    public static int[] ByWeight(PerExampleValues values)
    {
        int[] places = [.. Enumerable.Range(0, values.Indices.Length)];
        // A copy, which is sorted with them.
        double[] weights = [.. values.Weight ?? values.LogitWeight];
        Array.Sort(weights, places);
        Array.Reverse(places);
        return places;
    }

    /// <summary>Adds those of a step to its weighting.</summary>
    /// <param name="span">The weighting.</param>
    /// <param name="values">What the step saw.</param>
    /// <param name="ids">The ids of the training examples.</param>
    /// <param name="isFlipped">Whether each of the step's examples is mislabelled; null where that is unknown.</param>
    /// <param name="places">See <see cref="ByWeight"/>.</param>
    public static void AddTo(Activity span, PerExampleValues values, IReadOnlyList<string> ids, bool[]? isFlipped, int[] places)
    {
        var count = Math.Min(Count, places.Length);
        for (var i = 0; i < count; i++) span.AddTag(Heaviest[i], Example.Of(values, ids, isFlipped, places[i]).ToString());
        for (var i = 0; i < count; i++) span.AddTag(Lightest[i], Example.Of(values, ids, isFlipped, places[^(i + 1)]).ToString());
    }

    /// <summary>Keeps those of a step for its epoch.</summary>
    public void Add(PerExampleValues values, IReadOnlyList<string> ids, bool[]? isFlipped, int[] places)
    {
        var kept = values.Weight is null ? _logit : _total;
        foreach (var place in places.Length <= 2 * Count ? places : [.. places[..Count], .. places[^Count..]])
            kept.Add(Example.Of(values, ids, isFlipped, place));
        if (kept.Count <= MaxKept) return;
        Sort(kept);
        kept.RemoveRange(Count, kept.Count - (2 * Count));
    }

    /// <summary>Adds those of the epoch to its spans, and begins another.</summary>
    public void Close(params ReadOnlySpan<Activity?> spans)
    {
        var ordered = _total.Count > 0 ? _total : _logit;
        Sort(ordered);
        foreach (var span in spans)
        {
            for (var i = 0; i < Math.Min(Count, ordered.Count); i++) span?.AddTag(Heaviest[i], ordered[i].ToString());
            for (var i = 0; i < Math.Min(Count, ordered.Count); i++) span?.AddTag(Lightest[i], ordered[^(i + 1)].ToString());
        }

        _total.Clear();
        _logit.Clear();
    }

    private static void Sort(List<Example> examples) =>
        examples.Sort((left, right) => (right.Weight ?? right.LogitWeight).CompareTo(left.Weight ?? left.LogitWeight));

    private readonly record struct Example(string Id, bool? IsFlipped, double? Weight, double LogitWeight, double Loss)
    {
        public static Example Of(PerExampleValues values, IReadOnlyList<string> ids, bool[]? isFlipped, int place) =>
            new(ids[(int)values.Indices[place]], isFlipped?[place], values.Weight?[place], values.LogitWeight[place], values.Loss[place]);

        public override string ToString()
        {
            var total = Weight is { } weight ? string.Create(CultureInfo.InvariantCulture, $" weight {weight:G3}") : "";
            var label = IsFlipped switch { true => " MISLABELLED", false => " clean", null => "" };
            return string.Create(
                CultureInfo.InvariantCulture, $"{Id}{label}{total} logit weight {LogitWeight:G3} loss {Loss:G3}");
        }
    }
}
