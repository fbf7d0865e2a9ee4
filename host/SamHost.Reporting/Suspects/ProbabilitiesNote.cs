using SamHost.Reporting.Pages;

namespace SamHost.Reporting.Suspects;

/// <summary>Says on the page how the probabilities that lie beside the mended labels are read.</summary>
internal static class ProbabilitiesNote
{
    /// <summary>The note; empty where there are no such files: outside of a cross-validation, and of several rankings.</summary>
    internal static Html Of(SuspectsReport report)
    {
        if (report.Rankings is not [{ Judgement: { } judgement }]) return new Html("");
        var absent = judgement.Source.Count(id => id is null);
        return Html.Of($"""
            <p><code>suspects --folds</code> leaves two files beside one another. <code>{CleanedLabels.Name}</code> has the labels, and
            <code>numpy.load("{ProbabilitiesFile.Name}")</code> the probabilities: a row for each of the {judgement.Source.Count} examples
            of the source, in its order (data rows of a table, pictures by folder and path). {(absent == 0
                ? "Its rows are those of the labels."
                : $"Rows of examples that were never judged ({absent}) are NaN; the others are those of the labels, in their order.")}
            Its columns are the classes {string.Join(", ", judgement.ClassNames)}.</p>
            """);
    }
}
