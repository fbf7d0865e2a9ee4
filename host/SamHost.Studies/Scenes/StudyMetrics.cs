using SamHost.Configuration;
using SamHost.Contracts.Training;
using SamHost.Plugins.Components;
using SamHost.Runs;

namespace SamHost.Studies.Scenes;

/// <summary>The columns that the metrics of a study have in <c>metrics.csv</c>.</summary>
internal static class StudyMetrics
{
    /// <summary>The column of a metric.</summary>
    /// <exception cref="InvalidOperationException">Its name or its unit is malformed.</exception>
    public static MetricColumn ColumnOf(IMetric metric)
    {
        var column = new MetricColumn(metric.Name, metric.Unit);
        return column.IsWellFormed
            ? column
            : throw new InvalidOperationException(
                $"it calls its column '{column.Name}' with the unit '{column.Unit}'; a name has lower case letters, digits and "
                    + "underscores, and a unit is 1 where there is none.");
    }

    /// <summary>Checks that no two columns have one name.</summary>
    /// <param name="components">The metrics, as the settings name them.</param>
    /// <param name="columns">Their columns, in the same order.</param>
    /// <exception cref="UserErrorException">Two have, or one is a column that every run has.</exception>
    public static void RequireDistinct(IReadOnlyList<BoundComponent> components, IReadOnlyList<MetricColumn> columns)
    {
        var problems = new SettingsProblems();
        var taken = MetricsFile.Columns.ToHashSet();
        foreach (var (component, column) in components.Zip(columns).Where(metric => !taken.Add(metric.Second.Name)))
            problems.Add(
                component.Path, component.Origin,
                $"metrics.csv has a column '{column.Name}' already; leave one of the two out, or have its options give it another.");
        problems.ThrowIfAny();
    }
}
