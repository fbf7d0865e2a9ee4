using System.Text.RegularExpressions;
using SamHost.TestSupport;

namespace SamHost.Tests.Documentation;

/// <summary>A page in Markdown, taken apart.</summary>
/// <param name="path">The page, relative to the repository.</param>
internal sealed partial class Page(string path)
{
    /// <summary>README.md.</summary>
    public static Page Readme { get; } = new("README.md");

    /// <summary>How to write a plugin.</summary>
    public static Page Plugins { get; } = new("contracts/README.md");

    /// <summary>Every page of the repository.</summary>
    public static IReadOnlyList<Page> All { get; } =
    [
        .. new[] { "contracts", "host", "plugins" }.SelectMany(
            folder => Directory.GetFiles(Repository.Full(folder), "*.md", SearchOption.AllDirectories))
            .Select(path => System.IO.Path.GetRelativePath(Repository.Root, path))
            .Where(path => !path.Contains("/obj/", StringComparison.Ordinal))
            .Prepend("README.md").Select(path => new Page(path)),
    ];

    /// <summary>Where it is, relative to the repository.</summary>
    public string Path => path;

    public string Text { get; } = Repository.Read(path).ReplaceLineEndings("\n");

    /// <summary>The fenced blocks in a language, without their fences.</summary>
    public IReadOnlyList<string> Blocks(string language) =>
        [.. Fence().Matches(Text).Where(match => match.Groups["language"].Value == language).Select(match => match.Groups["text"].Value)];

    /// <summary>The fenced block that stands under a line with a file's name in bold.</summary>
    public string File(string name)
    {
        var heading = $"**`{name}`**";
        var at = Text.IndexOf(heading, StringComparison.Ordinal);
        Assert.True(at >= 0, $"{Path} has no block headed {heading}.");
        return Fence().Match(Text, at).Groups["text"].Value;
    }

    /// <summary>The first block of a language.</summary>
    public string First(string language) =>
        Regex.Match(Text, $"(?<=^```{language}\n).*?(?=^```$)", RegexOptions.Singleline | RegexOptions.Multiline).Value;

    /// <summary>What stands between <c>&lt;!-- name --&gt;</c> and <c>&lt;!-- end of name --&gt;</c>.</summary>
    public string Section(string name)
    {
        var match =
            Regex.Match(Text, $"(?<=^<!-- {name} -->\n).*?(?=^<!-- end of {name} -->$)", RegexOptions.Singleline | RegexOptions.Multiline);
        Assert.True(match.Success, $"{Path} has no section between <!-- {name} --> and <!-- end of {name} -->.");
        return match.Value;
    }

    /// <summary>The commands of the console blocks, a line each; continued lines are joined.</summary>
    public IReadOnlyList<string> Commands() =>
    [
        .. Blocks("sh")
            .SelectMany(block => block.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            .Select(line => Comment().Replace(line, "").Trim())
            .Where(line => line.Length > 0),
    ];

    /// <summary>Its lines outside of fenced blocks.</summary>
    public IReadOnlyList<string> Lines() => Fence().Replace(Text, "").Split('\n');

    /// <summary>Everything between single backquotes.</summary>
    public IReadOnlyList<string> InlineCode() => [.. Inline().Matches(Fence().Replace(Text, "")).Select(match => match.Groups[1].Value)];

    [GeneratedRegex("^```(?<language>[a-z]*)\n(?<text>.*?)^```$", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Fence();

    [GeneratedRegex("(^|\\s)#.*$")]
    private static partial Regex Comment();

    [GeneratedRegex("`([^`\n]+)`")]
    private static partial Regex Inline();
}
