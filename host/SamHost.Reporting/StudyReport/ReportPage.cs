using SamHost.Reporting.Figures;
using SamHost.Reporting.Pages;
using SamHost.Runs.Results;

namespace SamHost.Reporting.StudyReport;

/// <summary>The page of a report, for people first: what was found, then the evidence, then how to make it again.</summary>
internal static class ReportPage
{
    private const int MostFindings = 8;
    private const int MostProblems = 5;

    /// <summary>Makes the page.</summary>
    /// <param name="content">What is reported.</param>
    /// <param name="sweeps">The figures over swept values.</param>
    /// <param name="curves">The figures over epochs.</param>
    /// <param name="weights">The weight figures of each group that has some.</param>
    /// <param name="downWeighted">The section of the examples that are weighed down most.</param>
    /// <param name="paths">Takes the paths of this machine out of it.</param>
    public static string Of(
        ReportContent content, IReadOnlyList<Figure> sweeps, IEnumerable<Figure> curves,
        IEnumerable<(ReportedGroup Group, IReadOnlyList<Figure> Figures)> weights, Html? downWeighted, MachinePaths paths)
    {
        var byStudy = content.Groups.GroupBy(group => group.Group.Study).ToList();
        var studies = string.Join(", ", byStudy.Select(study => study.Key));
        return Page.Document($"{studies}: report", Html.Of($"""
            <h1>{studies}</h1>
            {Findings(content)}
            <p class="facts">{Facts(content.Runs)}</p>
            {TroubleSentences.Of(content.Groups).Select(sentence => Html.Of($"<p class=\"note warning\">{sentence}</p>"))}
            {LeftOut(content.Problems, paths)}
            {BestPointsSection.Draw(content.Comparable)}
            {new Html(content.Comparable.Any(task => task.Chooses) ? "<h2>Every row</h2>" : "")}
            {ComparisonTable.Draw(content.Groups)}
            <p class="note">{ComparisonTable.Explanation(content.Groups)}</p>
            {Sweeps(sweeps)}
            <h2>Over the epochs</h2>
            <p class="note">Means over seeds; the bands are a standard deviation to both sides.</p>
            {content.LeftOutOfFigures}
            <div class="figures">
            {curves.Select(Page.Figure)}
            </div>
            {Weights([.. weights])}
            {downWeighted ?? new Html("")}
            {ProvenanceSection.Draw(content.Runs, paths)}
            """));
    }

    private static Html Findings(ReportContent content)
    {
        var named = content.Comparable.Take(MostFindings).Select(task => Html.Of($"<p class=\"lead\">{SummarySentence.Of(task)}</p>"))
            .ToList();
        var more = content.Comparable.Count - named.Count;
        return Html.Of($"""
            {named}
            {new Html(more > 0
                ? $"<p>The table below has {more} more that are not compared with these: other data, noise or models.</p>"
                : "")}
            {new Html(content.Comparable.Any(task => task.Chooses)
                ? $"<p class=\"note\">Of each optimizer its best point is meant. {BestPointsSection.HowChosen(content.Comparable)}"
                    + $"{Widened(content.Comparable)}</p>"
                : "")}
            """);
    }

    private static string Widened(IReadOnlyList<ComparableGroups> comparable) =>
        comparable.Max(task => task.Comparisons) is > 1 and var many
            ? $" So a difference counts as shown only where its interval excludes 0 when widened for all {many} comparisons (Bonferroni)."
            : "";

    private static Html LeftOut(IReadOnlyList<string> problems, MachinePaths paths)
    {
        var lines = problems.Select(problem => Html.Of($"<p class=\"note warning\">Left out: {paths.Without(problem)}</p>")).ToList();
        return lines.Count <= MostProblems ? Html.Join(lines) : Html.Of($"""
            {lines.Take(MostProblems)}
            <details><summary>{lines.Count - MostProblems} more runs are left out</summary>{lines.Skip(MostProblems)}</details>
            """);
    }

    private static Html Sweeps(IReadOnlyList<Figure> figures) => figures.Count == 0 ? new Html("") : Html.Of($"""
        <h2>Over the swept values</h2>
        <p class="note">Means over seeds; bands and bars are a standard deviation to both sides.</p>
        <div class="figures">
        {figures.Select(Page.Figure)}
        </div>
        """);

    private static Html Weights(IReadOnlyList<(ReportedGroup Group, IReadOnlyList<Figure> Figures)> weights) =>
        weights.Count == 0 ? new Html("") : Html.Of($"""
        <h2>Weight against loss</h2>
        <p>A point is a training example in the step that saw it. Total weight ‖g(w+ε)‖ / ‖g(w)‖: how much the perturbation scales the
        example's gradient. It is the product of the logit weight ‖s(w+ε)‖ / ‖s(w)‖, which its outputs alone decide, and of the Jacobian
        weight, the rest. The three share a scale, at whose edge lies what is beyond it; the loss is on a logarithmic one.</p>
        <p class="note">These are a few epochs of one seed. <code>samhost look {weights[0].Group.Group.Study}</code> shows every run over
        all recorded epochs: the medians, where they cross, and which examples are weighed up and down.</p>
        {Key(weights)}
        {weights.Select(group => Html.Of($"""
            <h3>{group.Group.Group.Name}, seed {group.Group.Group.Runs[0].Seed}</h3>
            <div class="figures small">
            {group.Figures.Select(Page.Figure)}
            </div>
            """))}
        """);

    private static Html Key(IReadOnlyList<(ReportedGroup Group, IReadOnlyList<Figure> Figures)> weights) =>
        weights.All(group => group.Group.Group.Runs[0].MislabelledCount is null)
            ? new Html("")
            : new Html("<p class=\"key note\"><span>correctly labelled</span><span class=\"flipped\">mislabelled</span></p>");

    private static string Facts(IReadOnlyList<RecordedRun> runs)
    {
        var known = runs.Select(run => run.NoiseRate).OfType<double>().ToList();
        var rates = known.Count == 0 ? "" : $"{Percent.Of(known.Min())} to {Percent.Of(known.Max())}";
        if (known.Count > 0 && Percent.Of(known.Min()) == Percent.Of(known.Max())) rates = Percent.Of(known[0]);
        var noise = known.Count == 0 ? "nobody knows which labels are wrong"
            : known.Any(rate => rate > 0) ? $"{rates} of the training labels are wrong ({Of("noise", run => run.Noise)})"
            : "no label is known to be wrong";
        return $"{Of("Data", run => run.Dataset)}; {noise}; {Of("model", run => run.Model)}; "
            + $"{runs.Count} runs of {string.Join(" or ", runs.Select(run => run.Epochs).Distinct().Order())} epochs.";

        string Of(string word, Func<RecordedRun, string> name) => $"{word} {string.Join(", ", runs.Select(name).Distinct())}";
    }
}
