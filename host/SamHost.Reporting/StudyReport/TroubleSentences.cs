using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using SamHost.Runs.Results;

namespace SamHost.Reporting.StudyReport;

/// <summary>Which rows collapsed, stood still or diverged: since when, at which settings, and what is the likely reason.</summary>
internal sealed class TroubleSentences
{
    private const int MostNamed = 8;
    private const double Vanished = 0.05;

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

    /// <summary>A sentence for what went wrong alike: one optimizer's rows, in the same way, for the same likely reason.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<ComparedGroup> groups)
    {
        var all = new TroubleSentences(groups);
        string[] sentences =
        [
            .. all._groups.Where(group => all.Went(group.Group))
                .GroupBy(group => (group.Group.NameWithoutSweep, Kind: all.KindOf(group.Group), Reason: all.Reason(group)))
                .Select(alike => all.Sentence([.. alike], alike.Key.Kind, alike.Key.Reason)),
        ];
        return sentences.Length <= MostNamed
            ? sentences
            : [.. sentences.Take(MostNamed), $"{sentences.Length - MostNamed} more went wrong; the table marks their rows."];
    }

    /// <summary>How a row of a table says it; empty where the row went well.</summary>
    public static string Mark(RunGroup group)
    {
        var kinds = group.Runs.Select(RunTrouble.Of).OfType<RunTrouble>().Select(trouble => trouble.Kind).Distinct().ToList();
        return kinds.Count == 0 ? "" : string.Join(", ", kinds.Select(Word));
    }

    private bool Went(RunGroup group) => _troubles[group].Count > 0;

    private TroubleKind KindOf(RunGroup group) => _troubles[group].CountBy(trouble => trouble.Kind).MaxBy(count => count.Value).Key;

    private string Sentence(IReadOnlyList<ComparedGroup> alike, TroubleKind kind, string reason)
    {
        var own = alike.SelectMany(group => _troubles[group.Group]).Where(trouble => trouble.Kind == kind).ToList();
        var all = alike.Sum(group => group.Group.Runs.Count);
        string[] points = [.. alike.Select(group => _settings.Describe(group.Group, _ => true)).Where(point => point.Length > 0)];
        var where = points.Length switch
        {
            0 => "",
            1 => $" at {points[0]}",
            _ => $" at {string.Join("; ", points[..^1])} and {points[^1]}",
        };
        var counted = all == 1 ? "" : points.Length > 1 ? $" ({own.Count} of {all} runs)" : $" ({own.Count} of {all} seeds)";
        return $"{alike[0].Group.NameWithoutSweep}{where} {What(alike, kind, Since(own))}{counted}. {reason}";
    }

    private static string What(IReadOnlyList<ComparedGroup> alike, TroubleKind kind, string since)
    {
        double[] ends = [.. alike.Select(group => group.Group.Runs.Average(run => run.FinalTestAccuracy))];
        var (low, high) = (Percent.Of(ends.Min()), Percent.Of(ends.Max()));
        var end = low == high ? low : $"{low} to {high}";
        var chance = alike[0].Group.Runs[0].ClassCount is { } classes ? $", chance among {classes} classes" : "";
        return kind switch
        {
            TroubleKind.Collapsed => $"collapsed in {since}: it ends at {end}{chance}, as a dead network does{Dead(alike)}",
            TroubleKind.Forgot => $"lost in {since} much of what it had learnt, of its training examples, too: it ends at {end}",
            TroubleKind.Diverged => $"diverged in {since}: its loss is no number",
            TroubleKind.Grew => $"diverged: its training loss grew in every epoch, and it ends at {end}",
            _ => $"stood still: neither its loss nor its accuracy went anywhere, and it ends at {end}{chance}{Dead(alike)}",
        };
    }

    // Activations that have all but vanished say why nothing is learnt.
    private static string Dead(IReadOnlyList<ComparedGroup> alike)
    {
        var own = alike.SelectMany(group => group.Group.Runs).Select(NormOf).ToList();
        var others = alike.Where(group => !group.IsReference).SelectMany(group => group.Reference.Runs).Select(NormOf).OfType<double>()
            .ToList();
        return own.All(norm => norm is not null) && others.Count > 0 && own.Max() < Vanished * others.Min()
            ? $"; its last hidden activations have vanished (norm {Norm(own.Max()!.Value)} at most, "
                + $"{alike[0].Reference.NameWithoutSweep}'s "
                + $"{Norm(others.Min())} or more)"
            : "";

        static string Norm(double norm) => norm.ToString("0.###", CultureInfo.InvariantCulture);

        static double? NormOf(RecordedRun run) => run.Metrics.Last("last_hidden_norm");
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
        TroubleKind.Forgot => "forgot",
        TroubleKind.Stalled => "stood still",
        _ => "diverged",
    };

    private static string Text(double value) => value.ToString("0.######", CultureInfo.InvariantCulture);
}
