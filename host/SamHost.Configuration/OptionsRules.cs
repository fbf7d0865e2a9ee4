using System.Collections;
using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace SamHost.Configuration;

/// <summary>
/// Applies the data annotations of options. Each attribute is asked on its own: <see cref="Validator"/> keeps the types it has
/// seen in a static cache, which would keep a plugin from being unloaded.
/// </summary>
internal static class OptionsRules
{
    /// <summary>Checks one option.</summary>
    /// <param name="property">The option.</param>
    /// <param name="options">The instance that holds it.</param>
    /// <param name="path">The option's path.</param>
    /// <param name="origin">Where it was given, or where the object was that lacks it.</param>
    /// <param name="problems">Where broken rules are reported.</param>
    public static void Check(OptionProperty property, object options, string path, string origin, SettingsProblems problems)
    {
        var value = property.Get(options);
        var context = Context(options, property.Name);
        // A missing value breaks every rule: saying that it is required is enough.
        foreach (var rule in property.Rules.OrderBy(rule => rule is not RequiredAttribute))
        {
            if (rule.GetValidationResult(value, context) is not { } result)
                continue;
            problems.Add(path, origin, Message(rule, property, value, result));
            if (rule is RequiredAttribute)
                return;
        }
        // A given value was held against its range when it was read; a default was not.
        if (value is not null && property.Type.Range?.Contains(value) == false)
            problems.Add(path, origin, $"the default {Shown(value)} is out of range; give {property.Type.Expected}.");
    }

    /// <summary>Checks the rules across options of an object: its <see cref="IValidatableObject"/>.</summary>
    public static void CheckWhole(object options, SettingsNode node, string path, SettingsProblems problems)
    {
        if (options is not IValidatableObject validatable)
            return;
        foreach (var result in validatable.Validate(Context(options, options.GetType().Name)))
        {
            foreach (var member in result.MemberNames.DefaultIfEmpty(""))
            {
                var given = member.Split(':').Aggregate((SettingsNode?)node, (below, key) => below?[key]) ?? node;
                problems.Add(
                    member.Length == 0 ? path : SettingsMerge.Join(path, member), given.Origin, result.ErrorMessage ?? "is not valid.");
            }
        }
    }

    private static ValidationContext Context(object options, string name) => new(options) { MemberName = name, DisplayName = name };

    private static string Message(ValidationAttribute rule, OptionProperty property, object? value, ValidationResult result) => rule switch
    {
        { ErrorMessage: not null } or { ErrorMessageResourceName: not null } => result.ErrorMessage!,
        RequiredAttribute => $"is required; give {property.Type.Expected}.",
        MinLengthAttribute minimum => Length(value, $"at least {minimum.Length}"),
        MaxLengthAttribute maximum => Length(value, $"at most {maximum.Length}"),
        LengthAttribute length => Length(value, $"{length.MinimumLength} to {length.MaximumLength}"),
        StringLengthAttribute length => Length(value, $"{length.MinimumLength} to {length.MaximumLength}"),
        RegularExpressionAttribute expression => $"{Shown(value)} does not match the pattern {expression.Pattern}.",
        AllowedValuesAttribute allowed => $"{Shown(value)} is not one of {string.Join(", ", allowed.Values)}.",
        _ => result.ErrorMessage ?? $"{Shown(value)} is not valid.",
    };

    private static string Length(object? value, string allowed) => value switch
    {
        string text => $"{Shown(text)} has {text.Length} character{(text.Length == 1 ? "" : "s")}; give {allowed}.",
        ICollection list => $"has {list.Count} element{(list.Count == 1 ? "" : "s")}; give {allowed}.",
        _ => $"give {allowed} elements.",
    };

    private static string Shown(object? value) => value switch
    {
        null => "null",
        string text => $"'{SettingsNode.Shorten(text)}'",
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };
}
