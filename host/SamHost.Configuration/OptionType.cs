using System.ComponentModel.DataAnnotations;

namespace SamHost.Configuration;

/// <summary>The type of an option, or of the elements of one, as settings see it.</summary>
internal sealed class OptionType
{
    private OptionType(Type type, bool allowsNull, RangeAttribute? range)
    {
        Declared = type;
        Type = Nullable.GetUnderlyingType(type) ?? type;
        AllowsNull = allowsNull || Type != type;
        Kind = KindOf(Type);
        if (Kind is OptionKind.List or OptionKind.Dictionary)
            Element = new OptionType(Type.IsArray ? Type.GetElementType()! : Type.GetGenericArguments()[^1], allowsNull: false, range);
        else if (range is not null && Kind is OptionKind.Integer or OptionKind.Number or OptionKind.Duration)
            Range = new OptionRange(range!, Type);
    }

    /// <summary>The type as declared.</summary>
    public Type Declared { get; }

    /// <summary>The type without <see cref="Nullable{T}"/>.</summary>
    public Type Type { get; }

    public bool AllowsNull { get; }

    public OptionKind Kind { get; }

    /// <summary>The type of a list's elements or of a dictionary's values.</summary>
    public OptionType? Element { get; }

    /// <summary>The values allowed. A range on a list or dictionary is meant for the values in it.</summary>
    public OptionRange? Range { get; }

    public bool IsScalar => Kind <= OptionKind.Duration;

    /// <summary>What a value has to be: <c>an integer</c>.</summary>
    public string Noun => Kind switch
    {
        OptionKind.Boolean => "a boolean",
        OptionKind.Integer => "an integer",
        OptionKind.Number => "a number",
        OptionKind.Text => "text",
        OptionKind.Enumeration => $"one of {string.Join(", ", Enum.GetNames(Type))}",
        OptionKind.Duration => "a duration",
        OptionKind.List => "a list",
        _ => "an object",
    };

    /// <summary>What a message asks for: <c>a whole number of at least 1</c>.</summary>
    public string Expected => Kind switch
    {
        OptionKind.Boolean => "true or false",
        OptionKind.Integer => $"a whole number{Range}",
        OptionKind.Duration => $"hours:minutes:seconds such as 00:05:00{(Range is null ? "" : $", a duration{Range}")}",
        OptionKind.List => $"a list [ ... ], each element {Element!.Expected}",
        OptionKind.Dictionary => $"an object {{ ... }}, each value {Element!.Expected}",
        OptionKind.Object or OptionKind.Raw => "an object { ... }",
        _ => $"{Noun}{Range}",
    };

    /// <summary>The type of an option.</summary>
    /// <param name="type">The declared type.</param>
    /// <param name="allowsNull">Whether a reference may be null.</param>
    /// <param name="range">The range annotated, if any.</param>
    /// <exception cref="NotSupportedException">Settings cannot express a value of the type.</exception>
    public static OptionType Of(Type type, bool allowsNull, RangeAttribute? range) => new(type, allowsNull, range);

    private static OptionKind KindOf(Type type)
    {
        if (type == typeof(bool))
            return OptionKind.Boolean;
        if (ScalarText.Integers.ContainsKey(type))
            return OptionKind.Integer;
        if (type == typeof(double) || type == typeof(float) || type == typeof(decimal))
            return OptionKind.Number;
        if (type == typeof(string))
            return OptionKind.Text;
        if (type.IsEnum)
            return OptionKind.Enumeration;
        if (type == typeof(TimeSpan))
            return OptionKind.Duration;
        if (type == typeof(SettingsNode))
            return OptionKind.Raw;
        var generic = type.IsGenericType ? type.GetGenericTypeDefinition() : null;
        if (type.IsSZArray || generic == typeof(List<>) || generic == typeof(IReadOnlyList<>))
            return OptionKind.List;
        if ((generic == typeof(Dictionary<,>) || generic == typeof(IReadOnlyDictionary<,>))
            && type.GetGenericArguments()[0] == typeof(string))
            return OptionKind.Dictionary;
        if (type.IsClass && !type.IsAbstract && type != typeof(object) && type.GetConstructor(Type.EmptyTypes) is not null)
            return OptionKind.Object;
        throw new NotSupportedException($"Settings cannot express the type {type}.");
    }
}
