using System.Text.RegularExpressions;

namespace SamHost.Reporting.Figures;

/// <summary>Short names of series: what differs between them, not everything.</summary>
internal static partial class SeriesNames
{
    private const int Longest = 46;

    /// <summary>
    /// The names without the words that all of them share (but for the first word, which says what is named), and shortened in their
    /// middle where they are still long; numbered where that makes two the same.
    /// </summary>
    public static IReadOnlyList<string> Short(IReadOnlyList<string> names)
    {
        if (names.All(name => name.Length <= Longest)) return names;
        string[][] words = [.. names.Select(name => Words().Matches(name).Select(word => word.Value).ToArray())];
        var shared = words.Length < 2 ? [] : words.Aggregate(words[0].Skip(1), (common, own) => common.Intersect(own)).ToHashSet();
        string[] shortened =
            [.. words.Select(own => Shortened(string.Join(' ', own.Where((word, place) => place == 0 || !shared.Contains(word)))))];
        return [.. shortened.Select(
            (name, place) => shortened.Count(other => other == name) == 1 ? name : $"{name} ({place + 1})")];
    }

    /// <summary>A text with an ellipsis in its middle, where it is long.</summary>
    public static string Shortened(string text) =>
        text.Length <= Longest ? text : $"{text[..(Longest / 2 - 1)].TrimEnd()} … {text[^(Longest / 2 - 2)..].TrimStart()}";

    [GeneratedRegex(@"\S+")]
    private static partial Regex Words();
}
