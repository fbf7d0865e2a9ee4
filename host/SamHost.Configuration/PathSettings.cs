using System.Collections;
using System.Text;
using System.Text.Json;

namespace SamHost.Configuration;

/// <summary>
/// Layers of settings that are given as paths with a value: environment variables and <c>--set</c>. A value that is a JSON
/// object, array, number, boolean or null is read as that; any other is a string. A number as a part of a path addresses
/// an element of a list.
/// </summary>
internal static class PathSettings
{
    private const string Prefix = "SAMHOST__";

    /// <summary>The layer of the environment: <c>SAMHOST__Study__Epochs=10</c>.</summary>
    /// <param name="variables">All variables, as from <see cref="Environment.GetEnvironmentVariables()"/>; others are ignored.</param>
    /// <param name="problems">Where malformed names are reported.</param>
    public static SettingsNode FromEnvironment(IDictionary variables, SettingsProblems problems) => Layer(
        variables.Keys.Cast<string>()
            .Where(name => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
            .Order(StringComparer.Ordinal)
            .Select(name =>
            {
                var origin = $"environment variable {name}";
                var parts = name[Prefix.Length..].Split("__");
                if (!parts.Any(string.IsNullOrWhiteSpace))
                    return Assignment(parts, (string?)variables[name] ?? "", origin, problems);
                problems.Add("", origin, $"a part of the name is empty; write {Prefix}Study__Epochs, with two underscores between parts.");
                return null;
            }),
        problems);

    /// <summary>The layer of the command line: <c>--set Study:Epochs=10</c>.</summary>
    /// <param name="assignments">What stands after each <c>--set</c>, in order: a later one wins.</param>
    /// <param name="problems">Where malformed ones are reported.</param>
    public static SettingsNode FromCommandLine(IEnumerable<string> assignments, SettingsProblems problems) => Layer(
        assignments.Select(assignment =>
        {
            var origin = $"--set {SettingsNode.Shorten(assignment)}";
            var sign = assignment.IndexOf('=');
            if (sign < 0)
            {
                problems.Add("", origin, "there is no '='; write --set Path=Value, such as --set Study:Epochs=10.");
                return null;
            }
            var parts = assignment[..sign].Split(':');
            if (!parts.Any(string.IsNullOrWhiteSpace))
                return Assignment(parts, assignment[(sign + 1)..], origin, problems);
            problems.Add("", origin, "a part of the path is empty; write --set Path=Value, such as --set Study:Epochs=10.");
            return null;
        }),
        problems);

    private static SettingsNode Layer(IEnumerable<SettingsNode?> assignments, SettingsProblems problems) => assignments
        .OfType<SettingsNode>()
        .Aggregate(SettingsNode.Address([], ""), (layer, assignment) => SettingsMerge.Over(layer, assignment, "", problems));

    private static SettingsNode Assignment(string[] parts, string text, string origin, SettingsProblems problems) => parts
        .Reverse()
        .Aggregate(Value(text, origin, problems), (node, part) => SettingsNode.Address([KeyValuePair.Create(part, node)], origin));

    private static SettingsNode Value(string text, string origin, SettingsProblems problems)
    {
        try
        {
            var node = SettingsJson.Parse(Encoding.UTF8.GetBytes(text), origin, problems);
            if (node.Kind != SettingsKind.String)
                return node;
        }
        catch (JsonException)
        {
            // Not JSON: a string.
        }
        return SettingsNode.Value(SettingsKind.String, text, origin);
    }
}
