using System.Globalization;

namespace SamHost.Configuration;

/// <summary>Turns the text of a single value into a value of an option's type, in the invariant culture.</summary>
internal static class ScalarText
{
    /// <summary>The integer types with their limits.</summary>
    public static readonly IReadOnlyDictionary<Type, (decimal Lowest, decimal Highest)> Integers = new Dictionary<Type, (decimal, decimal)>
    {
        [typeof(sbyte)] = (sbyte.MinValue, sbyte.MaxValue),
        [typeof(byte)] = (byte.MinValue, byte.MaxValue),
        [typeof(short)] = (short.MinValue, short.MaxValue),
        [typeof(ushort)] = (ushort.MinValue, ushort.MaxValue),
        [typeof(int)] = (int.MinValue, int.MaxValue),
        [typeof(uint)] = (uint.MinValue, uint.MaxValue),
        [typeof(long)] = (long.MinValue, long.MaxValue),
        [typeof(ulong)] = (ulong.MinValue, ulong.MaxValue),
    };

    private static readonly CultureInfo Invariant = CultureInfo.InvariantCulture;

    /// <summary>Converts a value.</summary>
    /// <param name="type">A scalar type.</param>
    /// <param name="node">What was given, other than null.</param>
    /// <param name="problem">What is wrong and what would be right; empty where nothing is.</param>
    /// <returns>The value; null where there is a problem.</returns>
    public static object? Convert(OptionType type, SettingsNode node, out string problem)
    {
        var value = node.Kind is SettingsKind.Object or SettingsKind.Array ? null : Parse(type, node.Text);
        problem = value switch
        {
            null => NotOfType(type, node),
            decimal integer when Integers.TryGetValue(type.Type, out var limits) && (integer < limits.Lowest || integer > limits.Highest) =>
                $"{node.Shown} is outside {limits.Lowest.ToString(Invariant)} to {limits.Highest.ToString(Invariant)}; give "
                    + $"{type.Expected}.",
            double.NaN or double.PositiveInfinity or double.NegativeInfinity or float.NaN or float.PositiveInfinity
                or float.NegativeInfinity =>
                $"{node.Shown} is not a finite number; give {type.Expected}.",
            _ when type.Range?.Contains(value) == false => $"{node.Shown} is out of range; give {type.Expected}.",
            _ => "",
        };
        if (problem.Length > 0)
            return null;
        return type.Kind == OptionKind.Integer ? System.Convert.ChangeType(value, type.Type, Invariant) : value;
    }

    // Integers come as decimals, which hold every limit exactly; 1e3 and 5.0 are integers, as in a JSON schema.
    private static object? Parse(OptionType type, string text) => type.Kind switch
    {
        OptionKind.Boolean => bool.TryParse(text, out var boolean) ? boolean : null,
        OptionKind.Integer => Integral(text),
        OptionKind.Number when type.Type == typeof(float) => float.TryParse(text, NumberStyles.Float, Invariant, out var number) ? number
            : null,
        OptionKind.Number when type.Type == typeof(decimal) => decimal.TryParse(text, NumberStyles.Float, Invariant, out var number)
            ? number : null,
        OptionKind.Number => double.TryParse(text, NumberStyles.Float, Invariant, out var number) ? number : null,
        OptionKind.Enumeration =>
            Array.Find(Enum.GetNames(type.Type), name => name.Equals(text, StringComparison.OrdinalIgnoreCase)) is { } name
            ? Enum.Parse(type.Type, name)
            : null,
        // "5" would be five days.
        OptionKind.Duration => text.Contains(':') && TimeSpan.TryParse(text, Invariant, out var duration) ? duration : null,
        _ => text,
    };

    private static decimal? Integral(string text)
    {
        if (!double.TryParse(text, NumberStyles.Float, Invariant, out var number) || double.IsNaN(number))
            return null;
        if (!decimal.TryParse(text, NumberStyles.Float, Invariant, out var exact))
            return number < 0 ? decimal.MinValue : decimal.MaxValue; // Beyond every integer type.
        return exact == decimal.Truncate(exact) && (exact != 0 || number == 0) ? exact : null;
    }

    private static string NotOfType(OptionType type, SettingsNode node)
    {
        if (type.Kind != OptionKind.Enumeration)
            return $"{node.Shown} is not {type.Noun}; give {type.Expected}.";
        var near = NearestName.Find(node.Text, Enum.GetNames(type.Type));
        return near is null ? $"{node.Shown} is not {type.Noun}." : $"{node.Shown} is not {type.Noun}; did you mean {near}?";
    }
}
