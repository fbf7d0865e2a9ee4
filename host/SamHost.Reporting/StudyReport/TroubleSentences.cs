using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SamHost.Runs.Results;

namespace SamHost.Reporting.StudyReport;

/// <summary>Which rows collapsed, stood still or diverged: since when, at which settings, and what is the likely reason.</summary>
internal sealed class TroubleSentences
{
    private const int MostNamed = 8;

    private readonly SweptSettings _settings;
    private readonly IReadOnlyList<ComparedGroup> _groups;
    private readonly Dictionary<RunGroup, List<RunTrouble>> _troubles;

    private TroubleSentences(IReadOnlyList<ComparedGroup> groups)
    {
        _settings = SweptSettings.Of(groups.Select(group => group.Group));
        _groups = _settings.Ordered(groups);
        _troubles = _groups.ToDictionary(
            group => group.Group, group => group.Group.Runs.Select(RunTrouble.Of).OfType<RunTrouble>().ToList());
    }

    /// <summary>A sentence for each row that went wrong; none where all went well.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<ComparedGroup> groups)
    {
        var all = new TroubleSentences(groups);
        string[] sentences = [.. all._groups.Where(group => all.Went(group.Group)).Select(all.Sentence)];
        return sentences.Length <= MostNamed
            ? sentences
            : [.. sentences.Take(MostNamed), $"{sentences.Length - MostNamed} more rows went wrong; the table marks them."];
    }

    /// <summary>How a row of a table says it; empty where the row went well.</summary>
    public static string Mark(RunGroup group)
    {
        var kinds = group.Runs.Select(RunTrouble.Of).OfType<RunTrouble>().Select(trouble => trouble.Kind).Distinct().ToList();
        return kinds.Count == 0 ? "" : string.Join(", ", kinds.Select(Word));
    }

    private bool Went(RunGroup group) => _troubles[group].Count > 0;

    private string Sentence(ComparedGroup compared)
    {
        var group = compared.Group;
        var troubles = _troubles[group];
        var kind = troubles.CountBy(trouble => trouble.Kind).MaxBy(count => count.Value).Key;
        var own = troubles.Where(trouble => trouble.Kind == kind).ToList();
        var point = _settings.Describe(group, _ => true);
        var seeds = group.Runs.Count == 1 ? "" : $" ({own.Count} of {group.Runs.Count} seeds)";
        var name = point.Length > 0 ? $"{group.NameWithoutSweep} at {point}" : group.NameWithoutSweep;
        return $"{name} {What(group, kind, Since(own))}{seeds}. {Reason(compared)}";
    }

    private static string What(RunGroup group, TroubleKind kind, string since)
    {
        var end = Percent.Of(group.Runs.Average(run => run.FinalTestAccuracy));
        var chance = group.Runs[0].ClassCount is { } classes ? $", chance among {classes} classes" : "";
        return kind switch
        {
            TroubleKind.Collapsed => $"collapsed in {since}: it ends at {end}{chance}, as a dead network does",
            TroubleKind.Diverged => $"diverged in {since}: its loss is no number",
            TroubleKind.Grew => $"diverged: its training loss grew in every epoch, and it ends at {end}",
            _ => $"stood still: neither its loss nor its accuracy went anywhere, and it ends at {end}{chance}",
        };
    }

    private static string Since(IReadOnlyList<RunTrouble> troubles)
    {
        var epochs = troubles.Select(trouble => trouble.Epoch).OfType<int>().Distinct().Order().ToList();
        return epochs.Count == 0 ? "" : epochs.Count == 1 ? $"epoch {epochs[0]}" : $"epochs {epochs[0]} to {epochs[^1]}";
    }

    private string Reason(ComparedGroup compared)
    {
        var group = compared.Group;
        foreach (var path in _settings.Paths.Where(path => !SweptSettings.IsOfTask(path)))
        {
            if (SweptSettings.NumberOf(group, path) is not { } value) continue;
            var others = _groups.Select(other => other.Group)
                .Where(other => other.NameWithoutSweep == group.NameWithoutSweep && SweptSettings.NumberOf(other, path) is not null
                    && _settings.Paths.All(at => at == path || SweptSettings.TextOf(other, at) == SweptSettings.TextOf(group, at)))
                .ToList();
            var well = others.Where(other => !Went(other)).Select(other => SweptSettings.NumberOf(other, path)!.Value).ToList();
            if (well.Count == 0) continue;
            if (well.Max() < value) return $"Likely reason: {_settings.NameOf(path)} is too large; at {Text(well.Max())} it trains.";
            if (well.Min() > value) return $"Likely reason: {_settings.NameOf(path)} is too small; at {Text(well.Min())} it trains.";
        }

        if (group.Runs[0].PerturbationRadius is { } rho and > 0 && !compared.IsReference && !Went(compared.Reference))
            return $"Likely reason: the perturbation radius {Text(rho)} is too large; {compared.Reference.NameWithoutSweep} trains "
                + "without.";
        return group.Runs[0].Configuration["BaseRule"]?["Options"]?["LearningRate"] is JsonValue rate
            && rate.GetValueKind() == JsonValueKind.Number
            ? $"Likely reason: the learning rate, {Text((double)rate)}."
            : "The reason is not to be seen in the settings.";
    }

    private static string Word(TroubleKind kind) => kind switch
    {
        TroubleKind.Collapsed => "collapsed",
        TroubleKind.Stalled => "stood still",
        _ => "diverged",
    };

    private static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
