using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace SamHost.Configuration;

/// <summary>
/// What a <see cref="RangeAttribute"/> allows. Compared here as doubles (durations as ticks), since the attribute rounds a double
/// to its own integer bounds first: [Range(0, 1)] would accept 1.4.
/// </summary>
internal sealed class OptionRange
{
    private readonly bool _isDuration;

    public OptionRange(RangeAttribute range, Type type)
    {
        _isDuration = type == typeof(TimeSpan);
        var (lowest, highest) = ScalarText.Integers.TryGetValue(type, out var limits)
            ? ((double)limits.Lowest, (double)limits.Highest)
            : (double.MinValue, double.MaxValue);
        Minimum = Bound(range.Minimum, type) is var minimum && minimum > lowest ? minimum : null;
        Maximum = Bound(range.Maximum, type) is var maximum && maximum < highest ? maximum : null;
        ExcludesMinimum = range.MinimumIsExclusive;
        ExcludesMaximum = range.MaximumIsExclusive;
    }

    /// <summary>The lower bound; null where it is the type's own.</summary>
    public double? Minimum { get; }

    /// <summary>The upper bound; null where it is the type's own.</summary>
    public double? Maximum { get; }

    public bool ExcludesMinimum { get; }

    public bool ExcludesMaximum { get; }

    public bool Contains(object value)
    {
        var number = value is TimeSpan duration ? duration.Ticks : Convert.ToDouble(value, CultureInfo.InvariantCulture);
        return !double.IsNaN(number)
            && (Minimum is not { } minimum || (ExcludesMinimum ? number > minimum : number >= minimum))
            && (Maximum is not { } maximum || (ExcludesMaximum ? number < maximum : number <= maximum));
    }

    /// <summary>The range as it follows a noun: <c> of at least 1</c>, <c> above 0 and at most 1</c>.</summary>
    public override string ToString()
    {
        if (Minimum is not null && Maximum is not null && !ExcludesMinimum && !ExcludesMaximum)
            return $" from {Shown(Minimum.Value)} to {Shown(Maximum.Value)}";
        var lower = Minimum is not { } minimum ? null : ExcludesMinimum ? $"above {Shown(minimum)}" : $"of at least {Shown(minimum)}";
        var upper = Maximum is not { } maximum ? null : ExcludesMaximum ? $"below {Shown(maximum)}"
            : lower is null ? $"of at most {Shown(maximum)}" : $"at most {Shown(maximum)}";
        var text = string.Join(" and ", new[] { lower, upper }.OfType<string>());
        return text.Length == 0 ? "" : " " + text;
    }

    private static double Bound(object bound, Type type)
    {
        if (type == typeof(TimeSpan))
            return TimeSpan.Parse((string)bound, CultureInfo.InvariantCulture).Ticks;
        var number = Convert.ToDouble(bound, CultureInfo.InvariantCulture);
        return type == typeof(float) ? (float)number : number; // 0.3f is above 0.3.
    }

    private string Shown(double bound) => _isDuration
        ? TimeSpan.FromTicks((long)bound).ToString("c", CultureInfo.InvariantCulture)
        : bound.ToString(CultureInfo.InvariantCulture);
}
