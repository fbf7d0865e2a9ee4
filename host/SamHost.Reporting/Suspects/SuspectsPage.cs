using System.Globalization;
using SamHost.Reporting.Figures;
using SamHost.Reporting.Pages;
using SamHost.Runs.Results;

namespace SamHost.Reporting.Suspects;

/// <summary><c>suspects.html</c>: how well each score ranks, over the epochs too, and the most suspicious examples.</summary>
public static class SuspectsPage
{
    public const string Name = "suspects.html";

    private const string Unknown = "No label of these data is known to be wrong, so there is nothing to measure a ranking by: AUROC and "
        + "precision cannot be computed, and which score ranks best "
        + "cannot be known. Look at the first examples; where most of them are mistakes, go on down the list.";

    /// <summary>
    /// The figures, one a group of those that are shown: which classes are taken for which, and the ranking power of each score over the
    /// epochs.
    /// </summary>
    public static IReadOnlyList<Figure> Figures(SuspectsReport report) => [.. Confusion(report), .. Power(report)];

    private static IReadOnlyList<Figure> Confusion(SuspectsReport report) =>
        [.. Shown(report).Select(JudgementSection.Draw).OfType<Figure>()];

    private static IReadOnlyList<Figure> Power(SuspectsReport report) =>
        report.TruthIsKnown
            ? [.. Shown(report).Select(ranking => ranking.Group).Select(group => KeyValuePair.Create(group, report.Power[group]))
                .Where(group => group.Value.Any(run => run.IsKnown))
                .Select((group, place) => Draw(report, group.Key, group.Value, place))]
            : [];

    /// <summary>The page.</summary>
    /// <param name="report">The rankings.</param>
    /// <param name="figures">Those of <see cref="Figures"/>.</param>
    /// <param name="recordedData">Loads pictures.</param>
    /// <param name="top">How many examples of a ranking are shown.</param>
    public static string Of(SuspectsReport report, IReadOnlyList<Figure> figures, IRecordedData recordedData, int top) =>
        Page.Document("Suspects", Html.Of($"""
        <h1>Which labels are likely wrong</h1>
        <p class="lead">{Lead(report)}</p>
        {report.Problems.Select(problem => Html.Of($"<p class=\"note warning\">Left out: {problem}</p>"))}
        {(report.TruthIsKnown ? Qualities(report) : new Html(""))}
        <dl>
        {report.Scores.Select(score => Html.Of($"<dt>{score.Name}</dt><dd>{score.Description}</dd>"))}
        </dl>
        {JudgementSection.Of(Shown(report), [.. figures.OfType<HeatFigure>()])}
        {ProbabilitiesNote.Of(report)}
        {(report.TruthIsKnown ? Html.Of($"""
            <h2>Ranking power over the epochs</h2>
            <p>The AUROC of each score, had training been looked at up to this epoch. Once a network memorises wrong labels, their loss is
            as small as that of the others. Means over seeds; the bands are a standard deviation to both sides.</p>
            <div class="figures">
            {figures.Where(figure => figure is not HeatFigure).Select(Page.Figure)}
            </div>
            """) : new Html(""))}
        {AgreementSection.Of(report, Shown(report))}
        <h2>The most suspicious</h2>
        {LeftOut(report)}
        {(report.Rankings.DistinctBy(ranking => ranking.Group).Count() == report.Rankings.Count ? new Html("") : Html.Of($"""
            <p class="note">Where the seed draws data or noise, each seed has a ranking of its own: that of the first is shown, all are in
            {SuspectsFile.Name}.</p>
            """))}
        {Galleries(report, recordedData, top)}
        """));

    /// <summary>The first ranking of each group, of as many groups as a page shows.</summary>
    private static IReadOnlyList<SuspectRanking> Shown(SuspectsReport report) =>
        [.. report.Rankings.DistinctBy(ranking => ranking.Group).Take(FigureStyle.MostLines)];

    /// <summary>
    /// The rows of the table of qualities: group, score, AUROC, average precision, precision at k; the first two alone are text.
    /// </summary>
    public static IEnumerable<IReadOnlyList<string>> Rows(SuspectsReport report) =>
        from @group in report.Rankings.GroupBy(ranking => ranking.Group)
        from score in report.Scores
        let qualities = @group.Select(ranking => ranking.Qualities.GetValueOrDefault(score.Name)).OfType<RankingQuality>().ToList()
        where qualities.Count > 0
        select (IReadOnlyList<string>)
        [
            @group.Key.Name, score.Name, Text(qualities.Select(quality => quality.Auroc)),
            Text(qualities.Select(quality => quality.AveragePrecision)), Text(qualities.Select(quality => quality.PrecisionAtK)),
        ];

    /// <summary>The titles of these rows.</summary>
    public static IReadOnlyList<string> Titles { get; } = ["optimizer", "score", "AUROC", "average precision", "precision at k"];

    /// <summary>What was found, in a sentence.</summary>
    public static string Lead(SuspectsReport report)
    {
        if (!report.TruthIsKnown) return Unknown;
        var own = report.Rankings.Where(ranking => ranking.Qualities.ContainsKey(report.Score.Name)).GroupBy(ranking => ranking.Group)
            .Select(group => (group.Key.Name, Auroc: group.Average(ranking => ranking.Qualities[report.Score.Name].Auroc))).ToList();
        if (own.Count > 5)
            return $"{report.Score.Name} tells wrong labels from right ones with an AUROC of {Number(own.Min(group => group.Auroc))} to "
                + $"{Number(own.Max(group => group.Auroc))} over {own.Count} configurations.";
        return $"{report.Score.Name} tells wrong labels from right ones with an AUROC of "
            + $"{string.Join(", ", own.Select(group => $"{Number(group.Auroc)} under {group.Name}"))}.";
    }

    private static Html Qualities(SuspectsReport report)
    {
        var rows = Rows(report).ToList();
        var scores = report.Scores.Select(score => score.Name).Where(name => rows.Any(row => row[1] == name)).ToList();
        return Html.Of($"""
            {Page.Table(scores.Prepend("AUROC"), rows.GroupBy(row => row[0]).Select(Powers))}
            <p class="note">Mean ± standard deviation over rankings, one for each set of labels: 0.5 is chance, 1 is perfect. Early epochs
            are the recorded ones up to {report.EarlyEpochs}.</p>
            <details><summary>Average precision, and precision at k, the number of wrong labels</summary>
            {Page.Table(["score", .. Titles.Skip(2)], rows.Select(row => Cells([$"{row[0]}, {row[1]}", .. row.Skip(2)])))}
            </details>
            """);

        IReadOnlyList<Html> Powers(IGrouping<string, IReadOnlyList<string>> group) =>
            Cells(scores.Select(score => group.FirstOrDefault(row => row[1] == score)?[2] ?? "-").Prepend(group.Key));
    }

    private static IReadOnlyList<Html> Cells(IEnumerable<string> cells) => [.. cells.Select(cell => Html.Of($"{cell}"))];

    private static Html LeftOut(SuspectsReport report)
    {
        var (shown, all) = (Shown(report).Count, report.Rankings.DistinctBy(ranking => ranking.Group).Count());
        return shown == all
            ? new Html("")
            : new Html(
                $"<p class=\"note\">Figures and examples are those of the first {shown} of {all} configurations; "
                + $"all rankings are in {SuspectsFile.Name}.</p>");
    }

    /// <summary>
    /// In the order of the rankings; data that several have in common are loaded once, and no two data sets are held at a time.
    /// </summary>
    private static IEnumerable<Html> Galleries(SuspectsReport report, IRecordedData recordedData, int top)
    {
        var shown = Shown(report);
        var galleries = new Dictionary<SuspectRanking, Html>();
        foreach (var same in shown.GroupBy(ranking => ranking.Runs[0].DataSha256))
        {
            using var data = recordedData.Load(same.First().Runs[0].Data, out var problem);
            // Its work grows with the square of the examples.
            var near = data?.FindNearDuplicates();
            foreach (var ranking in same) galleries.Add(ranking, Gallery(ranking, report, data, near, problem, top));
        }

        return shown.Select(ranking => galleries[ranking]);
    }

    private static Html Gallery(
        SuspectRanking ranking, SuspectsReport report, IRecordedExamples? data, NearDuplicates? near, string? problem, int top)
    {
        var shown = ranking.Examples.Take(top)
            .Select((example, place) => (Example: example, Score: Number(ranking.Scores[report.Score.Name][place]))).ToList();
        var run = ranking.Runs[0];
        // Of several seeds the data of the first are loaded; what it set aside has no place there.
        var places = data is null ? new Dictionary<string, int>() : data.Ids.Index().ToDictionary(id => id.Item, id => id.Index);
        var truthIsKnown = ranking.Qualities.Count > 0;
        return Html.Of($"""
            <h3>{ranking.Group.Name}, seed {ranking.Seeds}</h3>
            {(problem is null ? new Html("") : Html.Of($"<p class=\"note\">There are no pictures. {problem}</p>"))}
            {(data?.PictureShape is null ? AsTable() : AsPictures(data))}
            {(data is null || near is null ? new Html("") : NearDuplicatesSection.Of(ranking, data, near))}
            """);

        Html AsTable()
        {
            var cells = ExampleCells.Of(data, [.. shown.Select(entry => places.TryGetValue(entry.Example.Id, out var place) ? place : -1)]);
            return Page.Table(
                ["id", report.Score.Name, "given label", .. truthIsKnown ? ["true label"] : Array.Empty<string>(), .. cells.Names],
                shown.Select((entry, row) => Cells(
                    [
                        entry.Example.Id, entry.Score, Class(entry.Example.GivenLabel),
                        .. truthIsKnown ? [Class(entry.Example.TrueLabel)] : Array.Empty<string>(), .. cells.Rows[row],
                    ])));
        }

        Html AsPictures(IRecordedExamples data) => Picture.Gallery(
            data,
            shown.Select(entry => new ShownExample(
                places.TryGetValue(entry.Example.Id, out var place) ? place : null, entry.Example.Id, Class(entry.Example.GivenLabel),
                truthIsKnown ? Class(entry.Example.TrueLabel) : null, $"{entry.Score}, {entry.Example.Id}")));

        string Class(int? label) => label is { } known ? run.NameOfClass(known) : "-";
    }

    private static Figure Draw(SuspectsReport report, RunGroup group, IReadOnlyList<RankingPower> runs, int place)
    {
        // Of more scores than there are colours, the one that ranks is shown and the first of the others. What is judged has no epochs.
        var others = report.Scores.Except([report.Score, .. LabelJudgement.Scores]).Take(FigureStyle.MostLines - 1).ToHashSet();
        Curve[] curves = [
            .. report.Scores.Where(score => score == report.Score || others.Contains(score))
                .Select((score, place) => Curve.Of(score.Name, SeriesStyle.Of(place), runs.Select(run => run.Of(score))))
                .Where(curve => curve.X.Length > 0)];
        var ends = curves.Select(curve => $"{curve.Name} {Number(curve.Mean.Max())} at best, {Number(curve.Mean[^1])} at the end");
        return CurveFigure.Draw(
            $"suspects-{place + 1}", group.Name, CurveAxis.Epochs, "AUROC", curves,
            $"AUROC over epochs under {group.Name}: {string.Join("; ", ends)}.", "");
    }

    private static string Text(IEnumerable<double> values)
    {
        var spread = Spread.Of([.. values])!.Value;
        return Number(spread.Mean) + (spread.Deviation is { } deviation ? $" ± {Number(deviation)}" : "");
    }

    private static string Number(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
