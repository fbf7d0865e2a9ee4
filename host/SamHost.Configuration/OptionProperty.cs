using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace SamHost.Configuration;

/// <summary>A property of an options type: public, with a public getter and setter.</summary>
internal sealed class OptionProperty
{
    private readonly PropertyInfo _property;

    private OptionProperty(PropertyInfo property)
    {
        _property = property;
        var rules = property.GetCustomAttributes<ValidationAttribute>().ToList();
        var allowsNull = new NullabilityInfoContext().Create(property).WriteState != NullabilityState.NotNull;
        Rules = [.. rules.Where(rule => rule is not RangeAttribute)];
        Description = property.GetCustomAttribute<DescriptionAttribute>()?.Description;
        try
        {
            Type = OptionType.Of(property.PropertyType, allowsNull, rules.OfType<RangeAttribute>().FirstOrDefault());
        }
        catch (NotSupportedException exception)
        {
            throw new NotSupportedException($"{property.DeclaringType}.{property.Name}: {exception.Message}");
        }
    }

    /// <summary>The key in the settings.</summary>
    public string Name => _property.Name;

    public string? Description { get; }

    public OptionType Type { get; }

    /// <summary>The annotated rules but for the range, which belongs to <see cref="OptionType"/>.</summary>
    public IReadOnlyList<ValidationAttribute> Rules { get; }

    /// <summary>The options of a type in the order of their declaration, a base class's first.</summary>
    /// <exception cref="NotSupportedException">Settings cannot express the type of a property; the message names it.</exception>
    public static IReadOnlyList<OptionProperty> Of(Type type) =>
    [
        .. type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetMethod is { IsPublic: true } && property.SetMethod is { IsPublic: true })
            .Where(property => property.GetIndexParameters().Length == 0)
            .OrderBy(property => Depth(property.DeclaringType))
            .ThenBy(property => property.MetadataToken)
            .Select(property => new OptionProperty(property)),
    ];

    /// <summary>Whether a default is none: the rules want the option to be given.</summary>
    public bool MustReplace(object? defaultValue) =>
        Rules.OfType<RequiredAttribute>().Any(rule => !rule.IsValid(defaultValue))
        || (defaultValue is not null && Type.Range?.Contains(defaultValue) == false);

    public object? Get(object options) => _property.GetValue(options);

    public void Set(object options, object? value) => _property.SetValue(options, value);

    private static int Depth(Type? type) => type is null ? 0 : 1 + Depth(type.BaseType);
}
