using SamHost.Runs.Results;

namespace SamHost.Reporting.StudyReport;

/// <summary>A group of runs with what was read of their weights.</summary>
/// <param name="Group">The runs.</param>
/// <param name="Style">Its place in the order of colours.</param>
/// <param name="Weights">The weights of each run, in its order.</param>
internal sealed record ReportedGroup(RunGroup Group, int Style, IReadOnlyList<WeightRecord> Weights)
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
            return name == Group.Name ? name : $"{name}-{Style + 1}";
        }
    }

    /// <summary>The group's line of a column of the metrics.</summary>
    public Figures.Curve Curve(string column, double scale = 1) => Figures.Curve.Of(
        Group.Name, Style, Group.Runs.Select(run => run.Metrics.Curve(column).Where(point => double.IsFinite(point.Value))), scale);
}
