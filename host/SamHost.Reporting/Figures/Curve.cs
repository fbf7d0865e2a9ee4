using SamHost.Runs.Results;

namespace SamHost.Reporting.Figures;

/// <summary>A line over epochs or over a setting: the mean over seeds, and how far these are apart.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Style">How it is drawn.</param>
/// <param name="X">The epochs, or the values of the setting; ascending. Of categories, their places.</param>
/// <param name="Mean">The mean at each.</param>
/// <param name="Deviation">The standard deviation at each; 0 of one seed.</param>
public sealed record Curve(string Name, SeriesStyle Style, double[] X, double[] Mean, double[] Deviation)
{
    /// <summary>Its whole name, where the legend has a shorter one.</summary>
    public string FullName { get; init; } = Name;

    /// <summary>Whether its points are joined to a line: not where something else differs from point to point.</summary>
    public bool IsJoined { get; init; } = true;

    /// <summary>Whether it is drawn until a reader chooses; files of a figure hold what is.</summary>
    public bool IsShown { get; init; } = true;

    /// <summary>
    /// The curve of some seeds' curves: at each epoch the mean of those that have a finite value there, which runs that diverged have not.
    /// </summary>
    /// <param name="name">What the legend calls it.</param>
    /// <param name="style">How it is drawn.</param>
    /// <param name="seeds">A curve a seed.</param>
    /// <param name="scale">What values are multiplied by: 100 for percent.</param>
    public static Curve Of(string name, SeriesStyle style, IEnumerable<IEnumerable<(int Epoch, double Value)>> seeds, double scale = 1) =>
        Of(name, style, seeds.Select(seed => seed.Select(point => ((double)point.Epoch, point.Value))), scale);

    /// <summary>The same over a setting.</summary>
    public static Curve Of(string name, SeriesStyle style, IEnumerable<IEnumerable<(double X, double Value)>> seeds, double scale = 1)
    {
        var places = seeds.SelectMany(seed => seed).Where(point => double.IsFinite(point.Value))
            .GroupBy(point => point.X, point => scale * point.Value).OrderBy(place => place.Key)
            .Select(place => (place.Key, Spread: Spread.Of([.. place])!.Value)).ToList();
        return new Curve(
            name,
            style,
            [.. places.Select(place => place.Key)],
            [.. places.Select(place => place.Spread.Mean)],
            [.. places.Select(place => place.Spread.Deviation ?? 0)]);
    }
}
