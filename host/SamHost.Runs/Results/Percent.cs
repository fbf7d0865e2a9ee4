using System.Globalization;

namespace SamHost.Runs.Results;

/// <summary>Shares as people read them.</summary>
public static class Percent
{
    /// <summary><c>93.4 %</c> of 0.934.</summary>
    public static string Of(double share) => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.0} %");

    /// <summary><c>93.4 ± 0.3</c> over several, <c>93.4</c> of one, and a dash of none.</summary>
    public static string MeanAndDeviation(IReadOnlyCollection<double> shares)
    {
        if (Spread.Of(shares) is not { } spread) return "-";
        return spread.Deviation is { } deviation
            ? string.Create(CultureInfo.InvariantCulture, $"{spread.Mean * 100:0.0} ± {deviation * 100:0.0}")
            : string.Create(CultureInfo.InvariantCulture, $"{spread.Mean * 100:0.0}");
    }
}
