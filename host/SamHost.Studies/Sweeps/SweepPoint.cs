using System.Text.Json.Nodes;
using SamHost.Configuration;

namespace SamHost.Studies.Sweeps;

/// <summary>One point of a sweep: one value for each setting that varies.</summary>
internal sealed class SweepPoint(IReadOnlyList<(SweepAxis Axis, SettingsNode Value)> values)
{
    /// <summary>The settings of the point: each optimizer is labelled with the values that it runs with.</summary>
    /// <param name="settings">The settings of the study.</param>
    /// <param name="optimizers">How many optimizers the study has.</param>
    /// <param name="problems">Where values that fit nowhere are reported.</param>
    public SettingsNode ApplyTo(SettingsNode settings, int optimizers, SettingsProblems problems)
    {
        var point = values
            .SelectMany(value => value.Axis.Targets.Select(target => At(target, value.Value)))
            .Aggregate(settings, (below, assignment) => SettingsMerge.Over(below, assignment, "", problems));
        for (var index = 0; index < optimizers && problems.Count == 0; index++)
        {
            if (Text(index) is not { Length: > 0 } text) continue;
            var optimizer = point["Study"]?["Optimizers"]?.Elements[index];
            var name = (optimizer?["Label"] is { Kind: SettingsKind.String } label ? label : optimizer?["Name"])?.Text;
            point = SettingsMerge.Over(
                point, At(
                    $"Study:Optimizers:{index}:Label", SettingsNode.Value(SettingsKind.String, $"{name} {text}", values[0].Axis.Origin)),
                    "", problems);
        }

        return point;
    }

    /// <summary>The values that an optimizer runs with, by their paths.</summary>
    public JsonObject Of(int optimizer) =>
        new(values.Where(value => value.Axis.Concerns(optimizer))
            .Select(value => KeyValuePair.Create(value.Axis.Path, value.Value.ToJson())));

    /// <summary><c>Rho=0.1 Rate=0.3</c>.</summary>
    private string Text(int optimizer) =>
        string.Join(
            ' ', values.Where(value => value.Axis.Concerns(optimizer))
                .Select(value => $"{ShortName(value.Axis)}={Text(value.Axis, value.Value)}"));

    // The last part of the path, or as many as tell it from the others.
    private string ShortName(SweepAxis axis)
    {
        var parts = axis.Path.Split(':');
        var suffixes = Enumerable.Range(1, parts.Length).Select(count => string.Join(':', parts[^count..]));
        return suffixes.First(
            suffix =>
                suffix == axis.Path
                    || values.Count(other => $":{other.Axis.Path}".EndsWith($":{suffix}", StringComparison.OrdinalIgnoreCase)) == 1);
    }

    private static string Text(SweepAxis axis, SettingsNode value) => value switch
    {
        { Kind: SettingsKind.Object } when value["Name"] is { } name =>
            name.Text + Telling(value, [.. axis.Values.Where(other => other["Name"]?.Text == name.Text)]),
        { Kind: SettingsKind.Object or SettingsKind.Array } => value.ToJson()!.ToJsonString(),
        _ => value.Text,
    };

    /// <summary><c>(Rate=0.4)</c>: what a component has otherwise than others of its name; nothing where it is the only one.</summary>
    private static string Telling(SettingsNode component, IReadOnlyList<SettingsNode> namesakes)
    {
        var others = namesakes.Select(namesake => Leaves(namesake, "").ToDictionary(StringComparer.OrdinalIgnoreCase)).ToList();
        var telling = Leaves(component, "").Where(leaf => others.Any(other => other.GetValueOrDefault(leaf.Key) != leaf.Value))
            .Select(leaf => $"{leaf.Key}={leaf.Value}").ToList();
        return telling.Count == 0 ? "" : $"({string.Join(',', telling)})";
    }

    /// <summary>The single values and lists of a component by their paths; those of its options by their names alone.</summary>
    private static IEnumerable<KeyValuePair<string, string>> Leaves(SettingsNode node, string path) => node.Kind switch
    {
        SettingsKind.Object => node.Members.SelectMany(member => Leaves(member.Value, Below(path, member.Key))),
        SettingsKind.Array => [KeyValuePair.Create(path, node.ToJson()!.ToJsonString())],
        _ => [KeyValuePair.Create(path, node.Text)],
    };

    private static string Below(string path, string key) =>
        path.Length > 0 ? $"{path}:{key}" : key.Equals("Options", StringComparison.OrdinalIgnoreCase) ? "" : key;

    private static SettingsNode At(string path, SettingsNode value) =>
        path.Split(':').Reverse().Aggregate(value, (node, part) => SettingsNode.Address([KeyValuePair.Create(part, node)], value.Origin));
}
