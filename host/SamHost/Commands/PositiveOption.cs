using System.CommandLine;
using System.CommandLine.Parsing;

namespace SamHost.Commands;

/// <summary>Options that take a count of at least 1.</summary>
internal static class PositiveOption
{
    /// <summary>An option with a default.</summary>
    public static Option<int> Create(string name, string description, int defaultValue)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => defaultValue, HelpName = "N" };
        option.Validators.Add(RequirePositive);
        return option;
    }

    /// <summary>An option that may be left out.</summary>
    public static Option<int?> Create(string name, string description)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = "N" };
        option.Validators.Add(RequirePositive);
        return option;
    }

    private static void RequirePositive(OptionResult option)
    {
        if (option.Tokens is [var token] && int.TryParse(token.Value, out var number) && number < 1)
            option.AddError($"{option.IdentifierToken?.Value} is {number}; give 1 or more.");
    }
}
