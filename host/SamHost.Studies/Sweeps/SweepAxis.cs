using SamHost.Configuration;
using SamHost.Plugins.Components;
using SamHost.Plugins.Loading;
using SamHost.Studies.Plans;

namespace SamHost.Studies.Sweeps;

/// <summary>A setting that varies, with its values: a list of a grid, or a range.</summary>
internal sealed class SweepAxis
{
    private static readonly string[] Fixed = ["Name", "Description", "Time", "Seeds", "Sweep", "SweepDraws", "SweepSeed"];

    private SweepAxis(string path, IReadOnlyList<string> targets, IReadOnlyList<SettingsNode> values, SweepRange? range, string origin)
    {
        Path = path;
        Targets = targets;
        Values = values;
        Range = range;
        Origin = origin;
    }

    /// <summary>The path as it was given.</summary>
    public string Path { get; }

    /// <summary>The paths that it stands for: one, but for a path with *.</summary>
    public IReadOnlyList<string> Targets { get; }

    /// <summary>The values of a list; none of a range.</summary>
    public IReadOnlyList<SettingsNode> Values { get; }

    /// <summary>The range; null for a list.</summary>
    public SweepRange? Range { get; }

    public string Origin { get; }

    /// <summary>Reads an axis; null where it is wrong, which is reported.</summary>
    public static SweepAxis? Read(string path, SettingsNode node, StudyOptions study, PluginCatalog catalog, SettingsProblems problems)
    {
        var place = $"Study:Sweep:{path}";
        var before = problems.Count;
        var parts = path.Split(':');
        if (!IsVariable(parts))
        {
            problems.Add(
                place, node.Origin,
                "a sweep varies what is below Study (but its name, seeds and list of optimizers as a whole) or Gradients; "
                + "give a path such as Study:Noise:Options:Rate or Study:Optimizers:1:Options:Rho.");
        }

        var targets = Targeted(parts, study, catalog);
        if (targets.Count == 0)
            problems.Add(place, node.Origin, $"no optimizer of the study has the option {parts[^1]}; name one that an optimizer has.");
        if (node.Kind == SettingsKind.Array && node.Elements.Count == 0)
            problems.Add(place, node.Origin, "the list is empty; give at least one value.");
        if (node.Kind is not (SettingsKind.Array or SettingsKind.Object))
            problems.Add(
                place, node.Origin,
                $"{node.Shown} is neither a list nor a range; give [ value, ... ] or {{ \"From\": ..., \"To\": ... }}.");
        var range = node.Kind == SettingsKind.Object ? OptionsBinder.Bind<SweepRange>(node, place, problems) : null;
        return problems.Count == before ? new SweepAxis(path, targets, node.Elements, range, node.Origin) : null;
    }

    /// <summary>Whether the axis has a part in the runs of an optimizer.</summary>
    public bool Concerns(int optimizer) => Targets.Any(target =>
        target.Split(':') is not [_, var list, var index, ..] || !Is(list, nameof(StudyOptions.Optimizers)) || index == $"{optimizer}");

    private static bool IsVariable(string[] parts) => parts switch
    {
        _ when parts.Any(string.IsNullOrWhiteSpace) => false,
        [var section, _, ..] when Is(section, "Gradients") => true,
        [var section, var key] =>
            Is(section, "Study") && !Fixed.Append(nameof(StudyOptions.Optimizers)).Contains(key, StringComparer.OrdinalIgnoreCase),
        [var section, var key, ..] => Is(section, "Study") && !Fixed.Contains(key, StringComparer.OrdinalIgnoreCase),
        _ => false,
    };

    private static List<string> Targeted(string[] parts, StudyOptions study, PluginCatalog catalog)
    {
        if (parts is not [_, var list, "*", ..] || !Is(list, nameof(StudyOptions.Optimizers))) return [string.Join(':', parts)];
        return
        [
            .. study.Optimizers.Index()
                .Where(optimizer =>
                    parts is not [_, _, _, var options, var option, ..] || !Is(options, "Options")
                        || Has(catalog, optimizer.Item.Name, option))
                .Select(optimizer => string.Join(':', parts.Index().Select(part => part.Index == 2 ? $"{optimizer.Index}" : part.Item))),
        ];
    }

    private static bool Has(PluginCatalog catalog, string optimizer, string option) =>
        catalog.Find(ComponentKind.Optimizer, optimizer) is { } descriptor && OptionsBinder.KeysOf(descriptor.OptionsType)
            .Any(item => Is(item.Key, option));

    private static bool Is(string key, string name) => key.Equals(name, StringComparison.OrdinalIgnoreCase);
}
