using System.Text.RegularExpressions;
using SamHost.Configuration;
using SamHost.Contracts.Training;
using SamHost.Plugins.Calls;
using SamHost.Plugins.Components;
using SamHost.Runs;
using SamHost.Training;

namespace SamHost.Studies.Scenes;

/// <summary>The metrics of a study, which share the columns of <c>metrics.csv</c>.</summary>
internal static partial class StudyMetrics
{
    /// <summary>Asks the metrics for their columns.</summary>
    /// <param name="components">The metrics, as the settings name them.</param>
    /// <param name="metrics">The metrics, in the same order.</param>
    /// <exception cref="UserErrorException">A name is malformed, or two columns have it.</exception>
    /// <exception cref="ComponentFailedException">A metric threw.</exception>
    public static IReadOnlyList<MetricColumn> ColumnsOf(
        IReadOnlyList<BoundComponent> components, IReadOnlyList<NamedPart<IMetric>> metrics)
    {
        var problems = new SettingsProblems();
        var columns = new List<MetricColumn>();
        foreach (var (component, metric) in components.Zip(metrics))
        {
            var column = metric.Call(nameof(IMetric.Name), part => new MetricColumn(part.Name, part.Unit));
            if (column.Name is null || !WellFormed().IsMatch(column.Name) || string.IsNullOrWhiteSpace(column.Unit))
                throw new ComponentFailedException(
                    component.Title, nameof(IMetric.Name),
                    new InvalidOperationException(
                        $"it calls its column '{column.Name}' with the unit '{column.Unit}'; a name has lower case letters, digits and "
                            + "underscores, and a unit is 1 where there is none."));
            if (MetricsFile.Columns.Contains(column.Name) || columns.Any(other => other.Name == column.Name))
                problems.Add(
                    component.Path, component.Origin,
                    $"metrics.csv has a column '{column.Name}' already; leave one of the two out, or have its options give it another.");
            columns.Add(column);
        }

        return problems.Count == 0 ? columns : throw new UserErrorException(problems.Lines);
    }

    [GeneratedRegex(@"^[a-z][a-z0-9_]{0,99}\z")]
    private static partial Regex WellFormed();
}
