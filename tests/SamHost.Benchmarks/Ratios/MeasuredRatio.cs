using System.Text.Json.Nodes;

namespace SamHost.Benchmarks.Ratios;

/// <summary>A ratio of two times, with the noise that its own turns show.</summary>
/// <param name="Name">What is measured over what.</param>
/// <param name="Median">The median of the turns' ratios.</param>
/// <param name="Low">The lower end of the median's interval.</param>
/// <param name="High">The upper end.</param>
/// <param name="Turns">How many turns there were.</param>
internal sealed record MeasuredRatio(string Name, double Median, double Low, double High, int Turns)
{
    private const double Confidence = 0.95;
    private const int Digits = 4;

    /// <summary>
    /// The median of some turns' ratios. Its interval lies between two of them, so many places from both ends that it holds the true median
    /// in 95 % of all measurements, whatever the distribution is; of fewer than six turns it is their range, and less sure.
    /// </summary>
    public static MeasuredRatio Of(string name, IReadOnlyList<double> turns)
    {
        double[] sorted = [.. turns.Order()];
        var place = PlaceOfLow(sorted.Length);
        return new MeasuredRatio(
            name, Rounded(ProgramTurn.Median(sorted)), Rounded(sorted[place]), Rounded(sorted[^(place + 1)]), sorted.Length);
    }

    /// <summary>Reads it back.</summary>
    public static MeasuredRatio Read(JsonNode node) => new(
        (string)node["ratio"]!, (double)node["median"]!, (double)node["low"]!, (double)node["high"]!, (int)node["turns"]!);

    /// <summary>Whether it differs from an earlier one by more than the noise of both: their intervals have nothing in common.</summary>
    public bool HasMovedFrom(MeasuredRatio earlier) => Low > earlier.High || High < earlier.Low;

    public JsonObject ToJson() =>
        new() { ["ratio"] = Name, ["median"] = Median, ["low"] = Low, ["high"] = High, ["turns"] = Turns };

    private static double Rounded(double value) => Math.Round(value, Digits);

    // The number of turns below the true median is that of heads in as many throws of a coin.
    private static int PlaceOfLow(int count)
    {
        var (place, probability, below) = (0, Math.Pow(0.5, count), 0.0);
        while (2 * (below + probability) <= 1 - Confidence)
        {
            below += probability;
            probability *= (double)(count - place) / (place + 1);
            place++;
        }

        return Math.Max(0, place - 1);
    }
}
