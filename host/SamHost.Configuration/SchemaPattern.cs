using System.Text.RegularExpressions;

namespace SamHost.Configuration;

/// <summary>Patterns of .NET as JSON schemas have them: those of JavaScript, which know no options within.</summary>
internal static partial class SchemaPattern
{
    private const string IgnoringCase = "(?i)";

    /// <summary>The pattern without the option to ignore case: each letter of it stands for both.</summary>
    public static string Of(string pattern) => pattern.StartsWith(IgnoringCase, StringComparison.Ordinal)
        ? Letter().Replace(
            pattern[IgnoringCase.Length..],
            letter => $"[{char.ToLowerInvariant(letter.Value[0])}{char.ToUpperInvariant(letter.Value[0])}]")
        : pattern;

    // Neither the letter of an escape nor one of a set.
    [GeneratedRegex(@"(?<!\\)[A-Za-z](?![^\[]*\])")]
    private static partial Regex Letter();
}
