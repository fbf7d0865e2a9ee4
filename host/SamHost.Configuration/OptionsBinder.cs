using System.Collections;

namespace SamHost.Configuration;

/// <summary>
/// Binds settings to options types, strictly: an unknown key, a wrong type, a value out of range and a broken annotation are
/// problems, and all of them are found in one pass.
/// </summary>
/// <remarks>
/// Options are the public settable properties: booleans, integers, floating-point numbers, strings, enums, <see cref="TimeSpan"/>,
/// nullable forms of these, lists (<c>T[]</c>, <see cref="List{T}"/>, <see cref="IReadOnlyList{T}"/>), dictionaries with string keys,
/// classes of such properties, and <see cref="SettingsNode"/>, which is kept as it is. Lists and dictionaries replace
/// their defaults; a class is bound over its default. A single value, or a string with commas, is taken for a list of single
/// values. Not <c>ConfigurationBinder</c>: it stops at the first problem, merges lists by index across files, and does not know
/// which file said what.
/// </remarks>
public static class OptionsBinder
{
    /// <summary>The keys that an options type has, each with its description; null where it has none.</summary>
    public static IEnumerable<(string Key, string? Description)> KeysOf(Type type) =>
        OptionProperty.Of(type).Select(property => (property.Name, property.Description));

    /// <inheritdoc cref="Bind(Type, SettingsNode?, string, SettingsProblems)"/>
    public static T Bind<T>(SettingsNode? node, string path, SettingsProblems problems)
        where T : class, new() => (T)Bind(typeof(T), node, path, problems);

    /// <summary>Binds a new instance.</summary>
    /// <param name="type">A class with a public parameterless constructor.</param>
    /// <param name="node">The section; null where there is none, which leaves the defaults.</param>
    /// <param name="path">The section's path for messages; empty at the root.</param>
    /// <param name="problems">Where every problem is reported. With one, the instance is not to be used.</param>
    /// <exception cref="NotSupportedException">Settings cannot express the type of a property: a mistake of the type's author.</exception>
    public static object Bind(Type type, SettingsNode? node, string path, SettingsProblems problems)
    {
        var options = Activator.CreateInstance(type)!;
        BindObject(options, node ?? SettingsNode.Object([], ""), path, problems);
        return options;
    }

    /// <summary>Reports every key that is neither one of the names nor ignored.</summary>
    internal static void CheckKeys(
        SettingsNode node, IReadOnlyCollection<string> names, IEnumerable<string> ignored, string path, SettingsProblems problems)
    {
        foreach (var (key, value) in node.Members)
        {
            if (!names.Concat(ignored).Contains(key, StringComparer.OrdinalIgnoreCase))
                problems.Add(SettingsMerge.Join(path, key), value.Origin, $"unknown key; {NearestName.Advice(key, names, "keys")}");
        }
    }

    private static void BindObject(object options, SettingsNode node, string path, SettingsProblems problems)
    {
        if (node.Kind != SettingsKind.Object)
        {
            problems.Add(path, node.Origin, $"{node.Shown} is not an object; give an object {{ ... }}.");
            return;
        }

        var before = problems.Count;
        var properties = OptionProperty.Of(options.GetType());
        var names = properties.Select(property => property.Name).ToList();
        CheckKeys(node, names, [], path, problems);
        foreach (var property in properties)
            BindProperty(property, options, node, SettingsMerge.Join(path, property.Name), problems);
        if (problems.Count == before)
            OptionsRules.CheckWhole(options, node, path, problems);
    }

    private static void BindProperty(OptionProperty property, object options, SettingsNode node, string path, SettingsProblems problems)
    {
        var before = problems.Count;
        var given = node[property.Name];
        if (given is not null)
        {
            var value = Value(property.Type, given, property.Get(options), path, problems);
            if (problems.Count == before)
                property.Set(options, value);
        }
        else if (property.Type.Kind == OptionKind.Object && property.Get(options) is { } nested)
        {
            BindObject(nested, SettingsNode.Object([], node.Origin), path, problems);
        }
        if (problems.Count == before)
            OptionsRules.Check(property, options, path, (given ?? node).Origin, problems);
    }

    private static object? Value(OptionType type, SettingsNode node, object? current, string path, SettingsProblems problems)
    {
        if (node.Kind == SettingsKind.Null)
        {
            if (!type.AllowsNull)
                problems.Add(path, node.Origin, $"null is not allowed here; give {type.Expected}.");
            return null;
        }
        switch (type.Kind)
        {
            case OptionKind.Raw:
                return node;
            case OptionKind.Object:
                var nested = current ?? Activator.CreateInstance(type.Type)!;
                BindObject(nested, node, path, problems);
                return nested;
            case OptionKind.List:
                return List(type, node, path, problems);
            case OptionKind.Dictionary:
                return Dictionary(type, node, path, problems);
            default:
                var value = ScalarText.Convert(type, node, out var problem);
                if (problem.Length > 0)
                    problems.Add(path, node.Origin, problem);
                return value;
        }
    }

    private static IList? List(OptionType type, SettingsNode node, string path, SettingsProblems problems)
    {
        var before = problems.Count;
        var element = type.Element!;
        var given = Elements(element, node, path, problems);
        if (given is null)
            problems.Add(path, node.Origin, $"{node.Shown} is not a list; give {type.Expected}.");
        var values = (given ?? []).Select((item, index) => Value(element, item, null, SettingsMerge.Join(path, $"{index}"), problems))
            .ToList();
        if (problems.Count > before)
            return null;

        // A list for List<T>, an array for the rest.
        var isArray = type.Type.IsArray || type.Type.IsInterface;
        var list = isArray ? Array.CreateInstance(element.Declared, values.Count) : (IList)Activator.CreateInstance(type.Type)!;
        for (var i = 0; i < values.Count; i++)
        {
            if (isArray)
                list[i] = values[i];
            else
                list.Add(values[i]);
        }
        return list;
    }

    private static IReadOnlyList<SettingsNode>? Elements(OptionType element, SettingsNode node, string path, SettingsProblems problems)
    {
        if (node.Kind == SettingsKind.Array)
            return node.Elements;
        // Paths with indices into a list that no layer has: they append to an empty one.
        if (node.IsAddress)
            return SettingsMerge.Over(SettingsNode.Array([], node.Origin), node, path, problems).Elements;
        if (node.Kind == SettingsKind.Object || !element.IsScalar)
            return null;
        var parts = node.Text.Split(',', StringSplitOptions.TrimEntries);
        return parts is [""] ? [] : [.. parts.Select(part => SettingsNode.Value(SettingsKind.String, part, node.Origin))];
    }

    private static IDictionary? Dictionary(OptionType type, SettingsNode node, string path, SettingsProblems problems)
    {
        if (node.Kind != SettingsKind.Object)
        {
            problems.Add(path, node.Origin, $"{node.Shown} is not an object; give {type.Expected}.");
            return null;
        }
        var before = problems.Count;
        var element = type.Element!;
        var dictionary = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), element.Declared))!;
        foreach (var (key, item) in node.Members)
        {
            var value = Value(element, item, null, SettingsMerge.Join(path, key), problems);
            if (problems.Count == before)
                dictionary[key] = value;
        }
        return dictionary;
    }
}
