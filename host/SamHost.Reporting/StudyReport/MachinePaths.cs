using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace SamHost.Reporting.StudyReport;

/// <summary>Texts without the paths of this machine's disk: a page is there to be sent to others.</summary>
/// <param name="folders">The folders of the report's runs and studies: what lies in them is named from there.</param>
internal sealed partial class MachinePaths(IReadOnlyList<string> folders)
{
    // The name of a study is worth reading. Where the results lie, names may have blanks.
    private readonly Regex _base = BasesOf(folders);

    /// <summary>The text, with every absolute path as one that begins at the folder of results, or as <c>…/name</c>.</summary>
    public string Without(string text)
    {
        var rest = _base.Replace(text, "");
        // A setting that is a path is one as a whole, whatever is in its names.
        var isPath = text.StartsWith('/') && text.TrimEnd('/').LastIndexOf('/') > 0 && Path.Exists(text);
        if (isPath) return rest == text ? EndOf(text) : rest;
        return AbsolutePath().Replace(rest, match => EndOf(match.Groups["path"].Value));
    }

    /// <summary>The document, with its texts in the same way.</summary>
    public JsonNode? Without(JsonNode? node) => node switch
    {
        JsonObject inner => new JsonObject(inner.Select(member => KeyValuePair.Create(member.Key, Without(member.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Without)]),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Without(value.GetValue<string>()),
        _ => node?.DeepClone(),
    };

    // The longest first: one may lie in another.
    private static Regex BasesOf(IReadOnlyList<string> folders)
    {
        string[] bases =
        [
            .. folders.Select(folder => Path.GetDirectoryName(folder.TrimEnd('/'))).OfType<string>().Where(folder => folder.Length > 1)
                .Distinct().OrderByDescending(folder => folder.Length).Select(Regex.Escape),
        ];
        return new Regex(
            bases.Length == 0 ? "(?!)" : $@"(?<![\w.…])(?:file://)?(?:{string.Join('|', bases)})/", RegexOptions.CultureInvariant);
    }

    private static string EndOf(string path) => $"…/{path[(path.TrimEnd('/').LastIndexOf('/') + 1)..]}";

    // At least two parts: '/' alone, or '1/2', is no path of a disk; neither is what follows another scheme than file. Within quotes a path
    // may have blanks.
    [GeneratedRegex(
        @"(?<=(?<mark>['""]))(?:file://)?(?<path>/[^/'""\n]+(?:/[^/'""\n]+)+/?)(?=\k<mark>)"
            + @"|(?:file://|(?<![\w/.…\]\)]))(?<path>/[^\s/'"":;,()<>]+(?:/[^\s/'"":;,()<>]+)+/?)")]
    private static partial Regex AbsolutePath();
}
