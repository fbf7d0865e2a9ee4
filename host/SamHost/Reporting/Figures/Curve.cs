namespace SamHost.Reporting.Figures;

/// <summary>A line over epochs: the mean over seeds, and how far these are apart.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Style">Its place in the order of colours: see <see cref="FigureStyle.Colour"/>.</param>
/// <param name="Epochs">The epochs.</param>
/// <param name="Mean">The mean at each.</param>
/// <param name="Deviation">The standard deviation at each; 0 of one seed.</param>
public sealed record Curve(string Name, int Style, double[] Epochs, double[] Mean, double[] Deviation)
{
    /// <summary>The curve of some seeds' curves: at each epoch the mean of those that have a finite value there, which runs that diverged have not.</summary>
    /// <param name="name">What the legend calls it.</param>
    /// <param name="style">Its place in the order of colours.</param>
    /// <param name="seeds">A curve a seed.</param>
    /// <param name="scale">What values are multiplied by: 100 for percent.</param>
    public static Curve Of(string name, int style, IEnumerable<IEnumerable<(int Epoch, double Value)>> seeds, double scale = 1)
    {
        var epochs = seeds.SelectMany(seed => seed).Where(point => double.IsFinite(point.Value)).GroupBy(point => point.Epoch, point => scale * point.Value).OrderBy(epoch => epoch.Key)
            .Select(epoch => (epoch.Key, Spread: Results.Spread.Of([.. epoch])!.Value)).ToList();
        return new Curve(
            name,
            style,
            [.. epochs.Select(epoch => (double)epoch.Key)],
            [.. epochs.Select(epoch => epoch.Spread.Mean)],
            [.. epochs.Select(epoch => epoch.Spread.Deviation ?? 0)]);
    }
}
