using System.Text.Json.Nodes;

namespace SamHost.Configuration;

/// <summary>
/// A settings tree: an object (keys without regard to case, in the order given), a list or a single value, each of which
/// remembers where it was given. Immutable.
/// </summary>
public sealed class SettingsNode
{
    private readonly OrderedDictionary<string, SettingsNode> _members = new(StringComparer.OrdinalIgnoreCase);

    private SettingsNode(SettingsKind kind, string origin, string text = "")
    {
        Kind = kind;
        Origin = origin;
        Text = text;
    }

    /// <summary>What the node holds.</summary>
    public SettingsKind Kind { get; }

    /// <summary>
    /// Where it was given: a file's path as the user wrote it, <c>environment variable SAMHOST__X</c>, <c>--set X=1</c>; empty
    /// where nobody gave it.
    /// </summary>
    public string Origin { get; }

    /// <summary>A string's characters, or the JSON text of a number, a boolean or null; empty for objects and lists.</summary>
    public string Text { get; }

    /// <summary>The members of an object; none for anything else.</summary>
    public IReadOnlyDictionary<string, SettingsNode> Members => _members;

    /// <summary>The elements of a list; none for anything else.</summary>
    public IReadOnlyList<SettingsNode> Elements { get; private init; } = [];

    /// <summary>The member with this key, without regard to case; null where there is none.</summary>
    public SettingsNode? this[string key] => _members.GetValueOrDefault(key);

    /// <summary>
    /// Whether the object's keys are parts of a path from the environment or <c>--set</c>: then a number among them addresses an
    /// element where the tree, or the type that is bound, has a list.
    /// </summary>
    internal bool IsAddress { get; private init; }

    /// <summary>The value as a message shows it.</summary>
    public string Shown => Kind switch
    {
        SettingsKind.Object => "an object",
        SettingsKind.Array => "a list",
        SettingsKind.String => $"'{Shorten(Text)}'",
        _ => Shorten(Text),
    };

    /// <summary>An object. Keys that differ in case alone are one key: the last wins.</summary>
    public static SettingsNode Object(IEnumerable<KeyValuePair<string, SettingsNode>> members, string origin) =>
        WithMembers(new SettingsNode(SettingsKind.Object, origin), members);

    /// <summary>A list.</summary>
    public static SettingsNode Array(IEnumerable<SettingsNode> elements, string origin) =>
        new(SettingsKind.Array, origin) { Elements = [.. elements] };

    /// <summary>A string, number, boolean or null.</summary>
    /// <param name="kind">Neither an object nor an array.</param>
    /// <param name="text">See <see cref="Text"/>.</param>
    /// <param name="origin">See <see cref="Origin"/>.</param>
    public static SettingsNode Value(SettingsKind kind, string text, string origin) => new(kind, origin, text);

    /// <summary>The tree without what is at a path of keys.</summary>
    public SettingsNode Without(string key, params string[] below) => WithMembers(
        new SettingsNode(Kind, Origin, Text) { Elements = Elements, IsAddress = IsAddress },
        _members.Where(member => below.Length > 0 || !member.Key.Equals(key, StringComparison.OrdinalIgnoreCase))
            .Select(member =>
                member.Key.Equals(key, StringComparison.OrdinalIgnoreCase)
                    ? KeyValuePair.Create(member.Key, member.Value.Without(below[0], below[1..]))
                    : member));

    /// <summary>A copy as JSON; numbers keep the text in which they were given.</summary>
    public JsonNode? ToJson() => Kind switch
    {
        SettingsKind.Object => new JsonObject(_members.Select(member => KeyValuePair.Create(member.Key, member.Value.ToJson()))),
        SettingsKind.Array => new JsonArray([.. Elements.Select(element => element.ToJson())]),
        SettingsKind.String => JsonValue.Create(Text),
        _ => JsonNode.Parse(Text),
    };

    public static SettingsNode Address(IEnumerable<KeyValuePair<string, SettingsNode>> members, string origin) =>
        WithMembers(new SettingsNode(SettingsKind.Object, origin) { IsAddress = true }, members);

    // A line of a message stays one line.
    internal static string Shorten(string text) =>
        (text.Length <= 60 ? text : text[..57] + "...").ReplaceLineEndings("\\n");

    private static SettingsNode WithMembers(SettingsNode node, IEnumerable<KeyValuePair<string, SettingsNode>> members)
    {
        foreach (var (key, value) in members)
            node._members[key] = value;
        return node;
    }
}
