using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;

namespace SamHost.Testing;

/// <summary>
/// Holds an options type to its contract: each option says what it is, and the defaults are right, but for those required.
/// </summary>
public static class OptionsCheck
{
    /// <summary>Runs the checks.</summary>
    /// <param name="type">The options type.</param>
    /// <exception cref="CheckFailedException">Something does not hold.</exception>
    public static void Run(Type type)
    {
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.SetMethod?.IsPublic == true).ToList();
        foreach (var property in properties)
            Check.That(
                property.GetCustomAttribute<DescriptionAttribute>()?.Description is { Length: > 0 },
                $"{type.Name}.{property.Name} has no [Description]: say in it what the option is, with its unit.");
        if (properties.Any(property => property.GetCustomAttribute<RequiredAttribute>() is not null)) return;
        var problems = new List<ValidationResult>();
        var options = Activator.CreateInstance(type)!;
        Validator.TryValidateObject(options, new ValidationContext(options), problems, validateAllProperties: true);
        Check.That(problems.Count == 0, $"The defaults of {type.Name} are not right by its own attributes: {string.Join(" ", problems)}");
    }
}
