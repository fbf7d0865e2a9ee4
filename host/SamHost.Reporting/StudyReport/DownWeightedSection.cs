using System.Globalization;
using SamHost.Reporting.Pages;
using SamHost.Runs.Results;

namespace SamHost.Reporting.StudyReport;

/// <summary>The examples that a perturbing rule weighs down most.</summary>
internal static class DownWeightedSection
{
    private const int Shown = 24;

    /// <summary>The section, of the rule that ends highest; null where no rule perturbs.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="recordedData">Loads pictures.</param>
    public static Html? Draw(IReadOnlyList<ReportedGroup> groups, IRecordedData recordedData)
    {
        if (groups.Where(WeighsDown).MaxBy(group => group.Group.Runs.Average(run => run.FinalTestAccuracy)) is not { } chosen) return null;
        var (run, weights) = (chosen.Group.Runs[0], chosen.Weights[0]);
        (int Index, double Weight)[] lowest = [
            .. weights.MeanRelativeWeight.OrderBy(example => example.Value).ThenBy(example => example.Key).Take(Shown)
                .Select(example => (example.Key, example.Value))];
        var flipped = weights.Late!.Index.Where((_, i) => weights.Late.IsFlipped?[i] == true).ToHashSet();
        var hits = lowest.Count(example => flipped.Contains(example.Index));
        using var data = recordedData.Load(run.Data, out var problem);
        var places = weights.Late.Index.Index().ToDictionary(example => example.Item, example => example.Index);
        var labelled = lowest.Select(example => new ShownExample(
            example.Index, weights.Late.Id[places[example.Index]], Class(weights.Late.GivenLabel?[places[example.Index]]),
            run.MislabelledCount > 0 ? Class(weights.Late.TrueLabel?[places[example.Index]]) : null, Text(example.Weight))).ToList();
        var examples = data?.PictureShape is null
            ? AsTable()
            : Picture.Gallery(data, labelled.Select(example => example with { Note = $"weight {example.Note}" }));
        return Html.Of($"""
            <h2>What {chosen.Group.Name} weighs down most</h2>
            <p>The {lowest.Length} training examples of seed {run.Seed} with the smallest weight relative to the mean of their epoch, over
            the recorded epochs. {(run.MislabelledCount > 0
                ? $"{hits} of them are mislabelled; of all examples, {Percent.Of(run.NoiseRate!.Value)} are."
                : "No label is known to be wrong.")}</p>
            {(problem is null ? new Html("") : Html.Of($"<p class=\"note\">There are no pictures. {problem}</p>"))}
            {examples}
            """);

        Html AsTable()
        {
            var cells = ExampleCells.Of(data, [.. labelled.Select(example => example.Place!.Value)]);
            return Page.Table(
                ["id", "weight, relative", "given label", .. run.MislabelledCount > 0 ? ["true label"] : Array.Empty<string>(),
                    .. cells.Names],
                labelled.Select((example, row) => (IReadOnlyList<Html>)
                    [
                        .. new[] { example.Id, example.Note, example.Given, example.Truth }.OfType<string>().Concat(cells.Rows[row])
                            .Select(cell => Html.Of($"{cell}")),
                    ]));
        }

        string Class(int? label) => label is { } known ? run.NameOfClass(known) : "-";
    }

    // The weights of a run that diverged are no numbers.
    private static bool WeighsDown(ReportedGroup group) => group.Weights[0] is { Perturbs: true, MeanRelativeWeight.Count: > 0 };

    private static string Text(double weight) => weight.ToString("0.00", CultureInfo.InvariantCulture);
}
