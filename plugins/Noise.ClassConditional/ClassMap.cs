using SamHost.Contracts.Data;
using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.NoiseClassConditional;

/// <summary>Reads the option <see cref="AsymmetricOptions.Map"/> against the classes of a data set.</summary>
internal static class ClassMap
{
    private static readonly string[] Cifar10Classes =
        ["airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"];

    private static readonly Dictionary<string, string> Cifar10Map = new()
    {
        ["truck"] = "automobile",
        ["bird"] = "airplane",
        ["deer"] = "horse",
        ["cat"] = "dog",
        ["dog"] = "cat",
    };

    /// <summary>For each class, the class that it turns into: itself where the map does not name it.</summary>
    /// <exception cref="ComponentException">There is no map, or it does not fit the classes.</exception>
    public static int[] Targets(IReadOnlyDictionary<string, string>? map, IReadOnlyList<string> classNames)
    {
        map ??= DefaultFor(classNames);
        if (map.Count == 0)
            throw Error("Map is empty: name at least one class and the class that it turns into.");

        var read = Read([.. map.Keys, .. map.Values], classNames);
        var targets = Enumerable.Range(0, classNames.Count).ToArray();
        foreach (var (place, from) in map.Keys.Index())
        {
            var (source, target) = (read[place], read[place + map.Count]);
            if (source == target)
                throw Error($"Map turns the class '{from}' into itself: name another class, or leave it out.");
            if (targets[source] != source)
                throw Error($"Map names the class '{classNames[(int)source]}' more than once: name it once.");
            targets[source] = (int)target;
        }

        return targets;
    }

    private static Dictionary<string, string> DefaultFor(IReadOnlyList<string> classNames) =>
        classNames.ToHashSet().SetEquals(Cifar10Classes)
            ? Cifar10Map
            : throw Error("Map is needed: only a data set with CIFAR-10's classes has a usual map. "
                + $"Say which class turns into which. {Known(classNames)}");

    private static long[] Read(string[] texts, IReadOnlyList<string> classNames)
    {
        var classes = new ClassReader(classNames);
        if (classes.Read(texts) is { } read)
            return read;
        var unknown = texts.Where(text => !classes.IsName(text) && !classes.IsIndex(text)).Distinct().Select(text => $"'{text}'").ToList();
        throw Error(unknown.Count > 0
            ? $"Map names no class of the data set with {string.Join(", ", unknown)}. {Known(classNames)}"
            : $"Map mixes class names and class indices: use one or the other throughout. {Known(classNames)}");
    }

    private static string Known(IReadOnlyList<string> classNames) =>
        $"The classes are {string.Join(", ", classNames.Take(20))}{(classNames.Count > 20 ? ", ..." : "")}, "
        + $"or 0 to {classNames.Count - 1}.";

    private static ComponentException Error(string message) => new(nameof(AsymmetricOptions.Map), message);
}
