using SamHost.Reporting.Figures;
using SamHost.Runs.Results;

namespace SamHost.Reporting.StudyReport;

/// <summary>A group of runs as figures draw it.</summary>
/// <param name="Group">The runs.</param>
/// <param name="ShortName">What legends call it.</param>
/// <param name="Number">Its place among the groups that figures show at first, from 0; null of one that readers may choose.</param>
/// <param name="Style">How its lines are drawn.</param>
/// <param name="Weights">
/// The weights of each run, in its order, of the first with its examples; none of a group that is not shown at first.
/// </param>
internal sealed record ReportedGroup(
    RunGroup Group, string ShortName, int? Number, SeriesStyle Style, IReadOnlyList<WeightRecord> Weights)
{
    /// <summary>
    /// The name as part of a file's name: where that takes other letters, with the number of the line, since <c>a b</c> and <c>a=b</c>
    /// become the same.
    /// </summary>
    public string FileName
    {
        get
        {
            var name =
                string.Concat(Group.Name.Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' ? letter : '_'));
            return name == Group.Name && name.Length <= LongestFileName
                ? name
                : $"{name[..Math.Min(name.Length, LongestFileName)]}-{Number + 1}";
        }
    }

    private const int LongestFileName = 80;

    /// <summary>The group's line of a column of the metrics.</summary>
    public Curve Curve(string column, double scale = 1) =>
        Curve(Group.Runs.Select(run => run.Metrics.Curve(column).Where(point => double.IsFinite(point.Value))), scale);

    /// <summary>The group's line of a quantity.</summary>
    /// <param name="seeds">A curve a seed.</param>
    /// <param name="scale">What values are multiplied by.</param>
    public Curve Curve(IEnumerable<IEnumerable<(int Epoch, double Value)>> seeds, double scale) =>
        Figures.Curve.Of(Group.Name, Style, seeds, scale) with { Name = ShortName, IsShown = Number is not null };
}
