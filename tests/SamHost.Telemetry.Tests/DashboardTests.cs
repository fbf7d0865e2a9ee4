using System.Text.RegularExpressions;

namespace SamHost.Telemetry.Tests;

/// <summary>The dashboard asks for what a study serves. What Prometheus answers: <see cref="PrometheusTests"/>.</summary>
[Trait("Duration", "Long")]
public sealed partial class DashboardTests : IDisposable
{
    private static readonly int Port = PrometheusServer.FreePort();

    private readonly FollowedStudy _study =
        new(null, $$"""{ "Study": { "Optimizers": [{ "Name": "1-sam" }] }, "Telemetry": { "Prometheus": { "Port": {{Port}} } } }""");

    public void Dispose() => _study.Dispose();

    [Fact]
    public async Task Every_query_and_variable_names_metrics_labels_and_values_that_a_study_serves()
    {
        _study.Study.RunToTheEnd();
        var served = await ServedMetrics.ReadAsync(Port);

        Assert.NotEmpty(Dashboard.Queries);
        foreach (var query in Dashboard.Queries)
        {
            var text = query.Written;
            Assert.NotEmpty(query.Metrics);
            var made = Made().Matches(text).Select(match => match.Groups[1].Value).Concat(Counted().Matches(text)
                .Select(match => match.Groups[1].Value));
            var labels = made.Append("le").Append("instance").ToHashSet();
            foreach (Match selector in Selector().Matches(text))
            {
                var metric = selector.Groups["name"].Value;
                Assert.True(served.Has(metric), $"{query.Title}: there is no metric '{metric}'.");
                labels.UnionWith(served.Labels(metric));
                foreach (Match matcher in Matcher().Matches(selector.Groups["matchers"].Value))
                {
                    var (label, value) = (matcher.Groups["label"].Value, matcher.Groups["value"].Value);
                    Assert.True(served.Labels(metric).Contains(label), $"{query.Title}: {metric} has no label {label}.");
                    if (!value.StartsWith('$')) Assert.Contains(served.Values(metric, label), one => Regex.IsMatch(one, $"^(?:{value})$"));
                }
            }

            var groups = Groups().Matches(text).SelectMany(match => match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries));
            Assert.All(groups, label => Assert.True(labels.Contains(label), $"{query.Title}: there is no label {label}."));
            Assert.All(
                Variable().Matches(text).Select(match => match.Groups[1].Value).Where(name => name[0] != '_'),
                name => Assert.True(
                    Dashboard.VariableNames.Contains(name) || int.TryParse(name, out _), $"{query.Title}: no variable {name}."));
        }

        foreach (var (name, query) in Dashboard.Variables)
        {
            var values = LabelValues().Match(query);
            Assert.True(values.Success, $"variable {name}: {query}");
            Assert.Contains(values.Groups[2].Value, served.Labels(values.Groups[1].Value));
        }
    }

    [Fact]
    public void Every_query_of_runs_can_be_narrowed_to_a_study_an_optimizer_and_a_run()
    {
        Assert.Equal(["optimizer", "run", "study", "window"], Dashboard.VariableNames.Order(StringComparer.Ordinal));
        var selectors = Dashboard.Queries.SelectMany(query => Selector().Matches(query.Written)).Select(match => match.Value)
            .Where(selector => !selector.StartsWith("dotnet_", StringComparison.Ordinal)).ToList();

        Assert.NotEmpty(selectors);
        Assert.All(
            selectors, selector => Assert.EndsWith(
                """train_study=~"$study",sam_optimizer=~"$optimizer",train_run_hash=~"$run"}""", selector, StringComparison.Ordinal));
    }

    [Fact]
    public void A_panel_asks_for_its_exemplars_once()
    {
        var asking = Dashboard.Queries.Where(query => query.HasExemplars).Select(query => query.Title).ToList();

        Assert.Equal(["Total weight", "Logit weight", "Loss", "Step time"], asking);
    }

    [Fact]
    public void Panels_are_told_apart_and_none_covers_another()
    {
        var cells = Dashboard.Panels.SelectMany(panel =>
        {
            int Of(string name) => panel["gridPos"]![name]!.GetValue<int>();
            return from x in Enumerable.Range(Of("x"), Of("w")) from y in Enumerable.Range(Of("y"), Of("h")) select (x, y);
        }).ToList();

        Assert.Equal(cells.Count, cells.Distinct().Count());
        Assert.All(cells, cell => Assert.InRange(cell.x, 0, 23));
        Assert.Equal(Dashboard.Panels.Count, Dashboard.Panels.Select(panel => $"{panel["id"]}").Distinct().Count());
    }

    [Fact]
    public void An_axis_of_epochs_is_made_of_a_table_of_epoch_series_and_value()
    {
        var panels = Dashboard.Panels.Where(panel => $"{panel["type"]}" == "trend").ToList();

        Assert.Equal(5, panels.Count);
        foreach (var panel in panels)
        {
            var target = Assert.Single(panel["targets"]!.AsArray())!;
            Assert.Equal(("table", "true"), ($"{target["format"]}", $"{target["instant"]}"));
            var steps = panel["transformations"]!.AsArray();
            Assert.Equal(["sortBy", "groupingToMatrix", "convertFieldType", "sortBy"], steps.Select(step => $"{step!["id"]}"));
            var matrix = steps[1]!["options"]!;
            // Prometheus answers in any order; a curve keeps its colour where the columns are in one.
            Assert.Equal($"{matrix["columnField"]}", $"{steps[0]!["options"]!["sort"]![0]!["field"]}");
            Assert.Equal(("epoch", "Value"), ($"{matrix["rowField"]}", $"{matrix["valueField"]}"));
            // As Grafana names the rows of a matrix; their field is text until it is converted, and an axis of numbers has to ascend.
            var rows = $"{matrix["rowField"]}\\{matrix["columnField"]}";
            Assert.Equal(rows, $"{steps[2]!["options"]!["conversions"]![0]!["targetField"]}");
            Assert.Equal(rows, $"{steps[3]!["options"]!["sort"]![0]!["field"]}");
            Assert.Equal(rows, $"{panel["options"]!["xField"]}");
        }
    }

    [GeneratedRegex(@"(?<name>(?:train|sam|dotnet)_[a-z_]+)\{(?<matchers>[^}]*)\}")]
    private static partial Regex Selector();

    [GeneratedRegex("(?<label>[a-z_]+)=~?\"(?<value>[^\"]*)\"")]
    private static partial Regex Matcher();

    // Labels that a query makes: of counted values, and the first text after what it relabels.
    [GeneratedRegex("count_values by \\([a-z_]+\\) \\(\"([a-z]+)\"")]
    private static partial Regex Counted();

    [GeneratedRegex("(?:\\)|>= 0), \"([a-z]+)\", \"")]
    private static partial Regex Made();

    [GeneratedRegex(@"(?:by|on|group_left) \(([^)]*)\)")]
    private static partial Regex Groups();

    [GeneratedRegex(@"\$(\w+)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"^label_values\((\w+)(?:\{[^}]*\})?, (\w+)\)$")]
    private static partial Regex LabelValues();
}
