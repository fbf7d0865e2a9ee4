namespace SamHost.Benchmarks.Ratios;

/// <summary>The times of several things that took turns (A B C A B C).</summary>
internal sealed class TurnTimes
{
    private readonly Dictionary<string, List<double>> _times = [];

    /// <summary>Adds the next turn of one of them.</summary>
    public void Add(string what, double milliseconds)
    {
        if (!_times.TryGetValue(what, out var times)) _times[what] = times = [];
        times.Add(milliseconds);
    }

    /// <summary>Adds the turns of another measurement of the same things.</summary>
    public void Add(TurnTimes other)
    {
        foreach (var (what, times) in other._times)
            foreach (var time in times) Add(what, time);
    }

    /// <summary>The median time in ms.</summary>
    public double Median(string what) => ProgramTurn.Median(_times[what]);

    /// <summary>The shortest time in ms: what else the machine does only adds to it.</summary>
    public double Shortest(string what) => _times[what].Min();

    /// <summary>
    /// One over another within each turn, so that what else the machine does weighs on both alike; named <c>group/what over baseline</c>.
    /// </summary>
    public MeasuredRatio Ratio(string group, string what, string baseline) => MeasuredRatio.Of(
        $"{group}/{what} over {baseline}", [.. _times[what].Zip(_times[baseline], (time, unit) => time / unit)]);

    /// <summary>The median of <see cref="Ratio"/>.</summary>
    public double MedianRatio(string what, string baseline) => Ratio("", what, baseline).Median;
}
