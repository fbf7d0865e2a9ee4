using System.Globalization;

namespace SamHost.Reporting.Suspects;

/// <summary>A class whose label examples of another one were given.</summary>
/// <param name="Given">The class of the label.</param>
/// <param name="Likely">The class that the examples belong to.</param>
/// <param name="Share">The share of the label's examples that the confident joint counts for that class.</param>
/// <param name="Interval">Its 95 % interval.</param>
public sealed record ConfusedPair(int Given, int Likely, double Share, (double Low, double High) Interval)
{
    /// <summary>The share in percent, as people read it.</summary>
    public string ShareText => string.Create(CultureInfo.InvariantCulture, $"{100 * Share:0.0}");

    /// <summary>The interval in percent, as people read it.</summary>
    public string IntervalText => string.Create(
        CultureInfo.InvariantCulture, $"{100 * Interval.Low:0.0} to {100 * Interval.High:0.0}");
}
