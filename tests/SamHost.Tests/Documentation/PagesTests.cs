using System.Text.RegularExpressions;
using SamHost.TestSupport;

namespace SamHost.Tests.Documentation;

/// <summary>Pages are short, folded, and lead where they say.</summary>
public partial class PagesTests
{
    public static TheoryData<string> Paths => [.. Page.All.Select(page => page.Path)];

    [Fact]
    public void The_first_page_has_at_most_8_kB() => Assert.InRange(new FileInfo(Repository.Full("README.md")).Length, 1, 8_192);

    [Theory]
    [MemberData(nameof(Paths))]
    public void Its_lines_are_folded(string path) =>
        Assert.Equal(
            "", string.Join(
                '\n', new Page(path).Lines().Where(line => line.Length > 140 && !line.StartsWith('|') && !OnlyLink().IsMatch(line))));

    [Theory]
    [MemberData(nameof(Paths))]
    public void Its_links_lead_to_what_is_there(string path)
    {
        var page = new Page(path);
        var broken = page.Lines().SelectMany(line => Link().Matches(line)).Select(match => match.Groups["target"].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal))
            .Where(target => !Leads(path, target));

        Assert.Empty(broken);
    }

    [Fact]
    public void Every_type_that_the_architecture_names_is_there()
    {
        var sources = string.Join(
            '\n', Repository.Sources.Where(source => !source.StartsWith("tests/", StringComparison.Ordinal)).Select(Repository.Read));
        var tests = string.Join(
            '\n', Repository.Sources.Where(source => source.StartsWith("tests/SamHost.Tests/", StringComparison.Ordinal))
                .Select(Repository.Read));
        var named = new Page("host/docs/architecture.md").InlineCode().Select(code => TypeName().Match(code)).Where(match => match.Success)
            .Select(match => match.Groups[1].Value).Distinct().ToList();

        Assert.True(named.Count > 40, $"{named.Count} types are named.");
        Assert.DoesNotContain(named, name => !Regex.IsMatch(sources + tests, $@"\b(class|record|interface|enum|struct) {name}\b"));
    }

    private static bool Leads(string page, string target)
    {
        var parts = target.Split('#');
        var file = parts[0].Length == 0 ? Repository.Full(page) : Path.GetFullPath(parts[0], Path.GetDirectoryName(Repository.Full(page))!);
        if (!Path.Exists(file)) return false;
        return parts.Length == 1 || File.ReadLines(file)
            .Any(line => line.StartsWith('#') && Anchor(line.TrimStart('#').Trim()) == parts[1]);
    }

    // As GitHub makes it.
    private static string Anchor(string heading) => NotInAnchor().Replace(heading.ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^\S*\[!?\[?[^\]]*\].*\)\S*$")]
    private static partial Regex OnlyLink();

    [GeneratedRegex(@"^([A-Z][a-z]+(?:[A-Z][A-Za-z]*)+)(?:\.\w+)?$")]
    private static partial Regex TypeName();

    [GeneratedRegex("[^a-z0-9 _-]")]
    private static partial Regex NotInAnchor();
}
