using System.Globalization;

namespace SamHost.Configuration;

/// <summary>Lays a later layer of settings over an earlier one.</summary>
/// <remarks>
/// Objects merge key by key; values and lists replace. Numbers in a path of the environment or <c>--set</c> address the elements
/// of an earlier list, or append to it. A component whose name the later layer changes loses its earlier options and label:
/// they belong to another component.
/// </remarks>
public static class SettingsMerge
{
    private static readonly string[] ComponentKeys = ["Name", "Options", "Label", "Loss", "Augmentations", "BaseRule", "Schedule"];
    private static readonly string[] KeysOfItsOwn = ["Options", "Label"];

    /// <summary>The two layers as one tree.</summary>
    /// <param name="earlier">The layer below.</param>
    /// <param name="later">The layer that wins.</param>
    /// <param name="path">The path of both.</param>
    /// <param name="problems">Where indices outside a list are reported.</param>
    public static SettingsNode Over(SettingsNode earlier, SettingsNode later, string path, SettingsProblems problems)
    {
        if (earlier.Kind == SettingsKind.Array && later.IsAddress)
            return Elements(earlier, later, path, problems);
        if (earlier.Kind != SettingsKind.Object || later.Kind != SettingsKind.Object)
            return later;

        var isOtherComponent = IsOtherComponent(earlier, later);
        var members = new OrderedDictionary<string, SettingsNode>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in earlier.Members)
        {
            if (!isOtherComponent || !KeysOfItsOwn.Contains(key, StringComparer.OrdinalIgnoreCase))
                members[key] = value;
        }
        foreach (var (key, value) in later.Members)
            members[key] = members.TryGetValue(key, out var below) ? Over(below, value, Join(path, key), problems) : value;

        var origin = isOtherComponent ? later.Origin : earlier.Origin;
        return earlier.IsAddress && later.IsAddress ? SettingsNode.Address(members, origin) : SettingsNode.Object(members, origin);
    }

    /// <summary>A path one step longer.</summary>
    internal static string Join(string path, string key) => path.Length == 0 ? key : $"{path}:{key}";

    // Study has a Name too, but other keys beside it.
    private static bool IsOtherComponent(SettingsNode earlier, SettingsNode later) =>
        earlier["Name"] is { } oldName
        && later["Name"] is { } newName
        && !oldName.Text.Equals(newName.Text, StringComparison.OrdinalIgnoreCase)
        && earlier.Members.Keys.All(key => ComponentKeys.Contains(key, StringComparer.OrdinalIgnoreCase));

    private static SettingsNode Elements(SettingsNode list, SettingsNode addressed, string path, SettingsProblems problems)
    {
        var elements = list.Elements.ToList();
        foreach (var (key, value) in addressed.Members.OrderBy(member => Index(member.Key) ?? int.MaxValue))
        {
            var place = Join(path, key);
            if (Index(key) is not { } index || index > elements.Count)
                problems.Add(place, value.Origin, $"'{key}' is no index here; {Indices(elements.Count)}.");
            else if (index == elements.Count)
                elements.Add(value);
            else
                elements[index] = Over(elements[index], value, place, problems);
        }
        return SettingsNode.Array(elements, list.Origin);
    }

    private static int? Index(string key) =>
        int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : null;

    private static string Indices(int count) => count switch
    {
        0 => "the list has no elements: give 0 to append one",
        1 => "the list has 1 element: give 0, or 1 to append",
        _ => $"the list has {count} elements: give 0 to {count - 1}, or {count} to append",
    };
}
