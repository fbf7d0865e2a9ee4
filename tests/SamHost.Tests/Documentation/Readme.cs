using System.Text.RegularExpressions;
using SamHost.TestSupport;

namespace SamHost.Tests.Documentation;

/// <summary>README.md, taken apart.</summary>
internal static partial class Readme
{
    public const string Path = "README.md";

    public static string Text { get; } = Repository.Read(Path).ReplaceLineEndings("\n");

    /// <summary>The fenced blocks in a language, without their fences.</summary>
    public static IReadOnlyList<string> Blocks(string language) =>
        [.. Fence().Matches(Text).Where(match => match.Groups["language"].Value == language).Select(match => match.Groups["text"].Value)];

    /// <summary>The fenced block that stands under a line with a file's name in bold.</summary>
    public static string File(string name)
    {
        var heading = $"**`{name}`**";
        var at = Text.IndexOf(heading, StringComparison.Ordinal);
        Assert.True(at >= 0, $"{Path} has no block headed {heading}.");
        return Fence().Match(Text, at).Groups["text"].Value;
    }

    /// <summary>What stands between <c>&lt;!-- name --&gt;</c> and <c>&lt;!-- end of name --&gt;</c>.</summary>
    public static string Section(string name)
    {
        var match = Regex.Match(Text, $"(?<=^<!-- {name} -->\n).*?(?=^<!-- end of {name} -->$)", RegexOptions.Singleline | RegexOptions.Multiline);
        Assert.True(match.Success, $"{Path} has no section between <!-- {name} --> and <!-- end of {name} -->.");
        return match.Value;
    }

    /// <summary>The commands of the console blocks, a line each; continued lines are joined.</summary>
    public static IReadOnlyList<string> Commands() =>
    [
        .. Blocks("sh").SelectMany(block => block.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(line => Comment().Replace(line, "").Trim())
            .Where(line => line.Length > 0),
    ];

    /// <summary>Everything between single backquotes.</summary>
    public static IReadOnlyList<string> InlineCode() => [.. Inline().Matches(Fence().Replace(Text, "")).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("^```(?<language>[a-z]*)\n(?<text>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex("(^|\\s)#.*$")]
    private static partial Regex Comment();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Inline();
}
