using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SamHost.Runs.Results;

namespace SamHost.Reporting.StudyReport;

/// <summary>The settings that some groups were swept over.</summary>
/// <param name="Paths">Their paths, in the order of the sweep; without those that never vary.</param>
internal sealed record SweptSettings(IReadOnlyList<string> Paths)
{
    // Whoever changes these asks another question: its answers are not ranked against those to the first.
    private static readonly string[] OfTasks = ["Study:Dataset", "Study:Noise", "Study:Model", "Study:Fold"];

    /// <summary>Those of some groups.</summary>
    public static SweptSettings Of(IEnumerable<RunGroup> groups)
    {
        var all = groups.ToList();
        return new SweptSettings(
        [
            .. all.SelectMany(group => group.Sweep.Select(value => value.Key)).Distinct()
                .Where(path => all.Select(group => Text(group.Sweep[path])).Distinct().Count() > 1),
        ]);
    }

    /// <summary>Whether a setting is of data, noise or model, and so makes what is not compared.</summary>
    public static bool IsOfTask(string path) =>
        OfTasks.Any(task => path == task || path.StartsWith(task + ":", StringComparison.OrdinalIgnoreCase));

    /// <summary>The end of a path, or as much of it as tells it from the others.</summary>
    public string NameOf(string path)
    {
        var parts = path.Split(':');
        return Enumerable.Range(1, parts.Length).Select(count => string.Join(':', parts[^count..]))
            .First(end => end == path || Paths.Count(other => $":{other}".EndsWith($":{end}", StringComparison.OrdinalIgnoreCase)) == 1);
    }

    /// <summary>The groups by study, task, optimizer and the other settings, each in the order of its values.</summary>
    public IReadOnlyList<ComparedGroup> Ordered(IReadOnlyList<ComparedGroup> groups)
    {
        if (Paths.Count == 0) return groups;
        var studies = groups.Select(group => group.Group.Study).Distinct().ToList();
        var optimizers = groups.Select(group => group.Group.NameWithoutSweep).Distinct().ToList();
        var ordered = groups.OrderBy(group => studies.IndexOf(group.Group.Study));
        ordered = Paths.Where(IsOfTask).Aggregate(ordered, Then).ThenBy(group => optimizers.IndexOf(group.Group.NameWithoutSweep));
        return [.. Paths.Where(path => !IsOfTask(path)).Aggregate(ordered, Then)];

        static IOrderedEnumerable<ComparedGroup> Then(IOrderedEnumerable<ComparedGroup> before, string path) =>
            before.ThenBy(group => NumberOf(group.Group, path) ?? double.NegativeInfinity).ThenBy(group => TextOf(group.Group, path));
    }

    /// <summary><c>Rho 0.1, BatchSize 32</c>: the values of a group, of some of the settings.</summary>
    public string Describe(RunGroup group, Func<string, bool> wanted) => string.Join(
        ", ", Paths.Where(wanted).Where(path => group.Sweep.ContainsKey(path)).Select(path => $"{NameOf(path)} {TextOf(group, path)}"));

    /// <summary>A group's value of a setting; null where it has none, or it is no number.</summary>
    public static double? NumberOf(RunGroup group, string path) => NumberOf(group.Sweep[path]);

    /// <summary>A group's value of a setting as people read it: the same number is the same text; empty where it has none.</summary>
    public static string TextOf(RunGroup group, string path) => Text(group.Sweep[path]);

    // Settings may say a number as a text.
    private static double? NumberOf(JsonNode? value) => value switch
    {
        JsonValue number when number.GetValueKind() == JsonValueKind.Number => (double)number,
        JsonValue text when text.GetValueKind() == JsonValueKind.String && double.TryParse(
            (string?)text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => null,
    };

    private static string Text(JsonNode? value) => value switch
    {
        null => "",
        _ when NumberOf(value) is { } number => Text(number),
        JsonValue text when text.GetValueKind() == JsonValueKind.String => (string)text!,
        JsonObject component when component["Name"] is JsonValue name =>
            $"{name}{(component["Options"] is JsonObject { Count: > 0 } options ? $" ({string.Join(", ", options.Select(Option))})" : "")}",
        JsonArray list => string.Join(" × ", list.Select(Text)),
        _ => value.ToJsonString(),
    };

    private static string Option(KeyValuePair<string, JsonNode?> option) => $"{option.Key} {Text(option.Value)}";

    private static string Text(double value) => Math.Abs(value) is > 0 and < 1e-3
        ? value.ToString("0.######e-0", CultureInfo.InvariantCulture)
        : value.ToString("R", CultureInfo.InvariantCulture);
}
