using System.Globalization;
using CsvHelper;
using SamHost.Configuration;
using SamHost.Runs;
using SamHost.Runs.Results;

namespace SamHost.Reporting.Suspects;

/// <summary>
/// Labels with the suspects mended, as a CSV file that the noise model <c>from-file</c> reads: a row an example, in the order of
/// their source, with the label, the one that was given, what was done, why, and by whom.
/// </summary>
public static class CleanedLabels
{
    public const string Name = "clean.csv";

    private const string Person = "person";

    private static readonly string[] Columns = ["id", "label", "given_label", "action", "reason", "decided_by"];

    /// <summary>What a ranking proposes, in the order of the file's rows.</summary>
    /// <param name="ranking">A ranking of a cross-validation.</param>
    public static IReadOnlyList<LabelDecision> Propose(SuspectRanking ranking)
    {
        var run = ranking.Runs[0];
        var rows = (ranking.Judgement?.Source ?? []).Index().Where(row => row.Item is not null)
            .ToDictionary(row => row.Item!, row => row.Index);
        return
        [
            .. ranking.Examples.Select(Decide).OrderBy(decision => rows.GetValueOrDefault(decision.Id, int.MaxValue))
                .ThenBy(decision => decision.Id, StringComparer.Ordinal),
        ];

        LabelDecision Decide(Suspect example, int place)
        {
            var given = run.NameOfClass(example.GivenLabel!.Value);
            if (place >= ranking.Cut) return new LabelDecision(example.Id, given, given, LabelAction.Kept, "", IsByPerson: false);
            return ranking.Judgement?.Propose(example.Id) is { } better
                ? new LabelDecision(
                    example.Id, better.Label, given, LabelAction.Relabelled,
                    string.Create(
                        CultureInfo.InvariantCulture, $"suspect {place + 1}; {better.Label} has probability {better.Confidence:0.000}"),
                    IsByPerson: false)
                : new LabelDecision(
                    example.Id, given, given, LabelAction.Kept, $"suspect {place + 1}; no other class is likelier", IsByPerson: false);
        }
    }

    /// <summary>What persons have decided in an earlier file goes before what is proposed now, for the same given label.</summary>
    public static IReadOnlyList<LabelDecision> Keep(IReadOnlyList<LabelDecision> earlier, IReadOnlyList<LabelDecision> proposed)
    {
        var decided = earlier.Where(decision => decision.IsByPerson).ToDictionary(decision => (decision.Id, decision.Given));
        return [.. proposed.Select(now => decided.TryGetValue((now.Id, now.Given), out var before)
            ? now with { Label = before.Label, Action = before.Action, IsByPerson = true }
            : now)];
    }

    /// <summary>Reads the file.</summary>
    /// <exception cref="UserErrorException">It is not such a file.</exception>
    public static IReadOnlyList<LabelDecision> Read(string path)
    {
        var decisions = new List<LabelDecision>();
        var ids = new HashSet<string>();
        using var csv = CsvReader.Create(File.OpenRead(path), new CsvReaderOptions { HasHeader = false });
        var names = csv.Read() ? csv.Current.ToArray() : [];
        var places = Columns.Select(column => Array.IndexOf(names, column)).ToList();
        if (places.Contains(-1))
            throw new UserErrorException(
                $"{path} is not a file of mended labels: its first line is to name {string.Join(", ", Columns)}, and has not "
                    + $"{string.Join(", ", Columns.Where(column => !names.Contains(column)))}; give another one by --out.");
        while (csv.Read())
        {
            var cells = csv.Current.ToArray();
            var row = $"{path}: row {decisions.Count + 1}";
            if (cells.Length != names.Length)
                throw new UserErrorException($"{row} has {cells.Length} cells, and the first line {names.Length}.");
            string[] own = [.. places.Select(place => cells[place])];
            if (!ids.Add(own[0])) throw new UserErrorException($"{row}: the id '{own[0]}' is there twice.");
            if (!Enum.GetNames<LabelAction>().Contains(own[3], StringComparer.OrdinalIgnoreCase))
                throw new UserErrorException($"{row}: the action '{own[3]}' is none of kept, relabelled, dropped.");
            decisions.Add(new LabelDecision(
                own[0], own[1], own[2], Enum.Parse<LabelAction>(own[3], ignoreCase: true), own[4], own[5] == Person));
        }

        return decisions;
    }

    /// <summary>Writes the file; one of that name is replaced as a whole.</summary>
    public static void Write(IEnumerable<LabelDecision> decisions, string path) => DurableFile.Write(Path.GetFullPath(path), stream =>
    {
        using var file = new StreamWriter(stream, leaveOpen: true) { NewLine = "\n" };
        file.WriteLine(CsvText.Line(Columns));
        foreach (var decision in decisions)
        {
            file.WriteLine(CsvText.Line(
                [decision.Id, decision.Label, decision.Given, decision.Action.ToString().ToLowerInvariant(), decision.Reason,
                    decision.IsByPerson ? Person : "rule"]));
        }
    });
}
