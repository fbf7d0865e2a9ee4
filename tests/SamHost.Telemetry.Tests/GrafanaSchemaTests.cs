using System.Text.Json.Nodes;
using SamHost.TestSupport;

namespace SamHost.Telemetry.Tests;

/// <summary>The dashboards are what Grafana's own types say, of the version that is brought up.</summary>
public sealed class GrafanaSchemaTests
{
    private const string Folder = "host/observability/grafana";

    [Theory]
    [InlineData("dashboards/samhost.json")]
    [InlineData("traces/jaeger.json")]
    [InlineData("traces/tempo.json")]
    public void A_dashboard_has_what_the_package_of_grafana_describes_and_nothing_else(string file) =>
        Assert.Empty(GrafanaSchema.Problems(JsonNode.Parse(Repository.Read($"{Folder}/{file}"))!));

    [Fact]
    public void The_types_are_those_of_the_version_that_is_brought_up()
    {
        var compose = Repository.Read("host/observability/compose.yaml");

        Assert.Equal(2, compose.Split($"grafana/grafana:{GrafanaSchema.Version}\n").Length - 1);
        Assert.Equal(2, compose.Split("grafana/grafana:").Length - 1);
    }

    [Theory]
    [InlineData("\"xField\"", "\"xFeild\"", "has no 'xFeild'")]
    [InlineData("\"log\": 10", "\"log\": \"10\"", "is not number")]
    [InlineData("\"mode\": \"multi\"", "\"mode\": \"all\"", "is not =")]
    [InlineData("\"id\": \"custom.lineStyle\"", "\"id\": \"custom.dash\"", "an override sets 'custom.dash'")]
    [InlineData("\"type\": \"heatmap\"", "\"type\": \"heat\"", "there is no such type of panel")]
    [InlineData("\"showHeader\": true, ", "", "'showHeader' is missing")]
    [InlineData("\"gridPos\": { \"x\": 0,", "\"gridPos\": {", "'x' is missing")]
    public void What_is_not_so_is_found(string right, string wrong, string problem)
    {
        var text = Repository.Read($"{Folder}/dashboards/samhost.json");
        Assert.Contains(right, text, StringComparison.Ordinal);

        var problems = GrafanaSchema.Problems(JsonNode.Parse(text.Replace(right, wrong, StringComparison.Ordinal))!);

        Assert.Contains(problems, line => line.Contains(problem, StringComparison.Ordinal));
    }
}
