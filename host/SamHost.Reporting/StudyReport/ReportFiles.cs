using SamHost.Configuration;
using SamHost.Reporting.Figures;
using SamHost.Reporting.Pages;
using SamHost.Runs.Results;

namespace SamHost.Reporting.StudyReport;

/// <summary>Writes a report: <c>report.html</c>, and its figures as SVG and PNG in <c>figures/</c> beside it.</summary>
public static class ReportFiles
{
    public const string PageFile = "report.html";

    /// <summary>Writes the files over those of an earlier report.</summary>
    /// <returns>The path of the page.</returns>
    /// <exception cref="UserErrorException">The folder cannot be written to.</exception>
    public static string Write(RunSelection selection, IRecordedData recordedData, string folder)
    {
        var content = ReportContent.Of(selection);
        Figure[] sweeps = [.. SweepFigures.Draw(content)];
        Figure[] curves = [.. CurveFigures.Draw(content.Drawn)];
        (ReportedGroup Group, IReadOnlyList<Figure> Figures)[] weights =
            [.. content.Figured.Where(group => group.Weights[0].Perturbs).Select(group => (group, WeightFigures.Draw(group)))
                .Where(drawn => drawn.Item2.Count > 0)];
        var page = ReportPage.Of(content, sweeps, curves, weights, DownWeightedSection.Draw(content.Figured, recordedData),
            new MachinePaths(selection.Folders));
        try
        {
            PageFiles.Write(folder, PageFile, page, [.. sweeps, .. curves, .. weights.SelectMany(group => group.Figures)]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException(
                $"The report cannot be written to {folder} ({e.Message.TrimEnd('.')}); give another folder by --out.");
        }

        return Path.Combine(folder, PageFile);
    }
}
