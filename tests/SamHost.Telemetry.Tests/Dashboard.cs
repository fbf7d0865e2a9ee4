using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using SamHost.TestSupport;

namespace SamHost.Telemetry.Tests;

/// <summary>The dashboard of host/observability.</summary>
internal static partial class Dashboard
{
    public static JsonNode Json { get; } = JsonNode.Parse(Repository.Read("host/observability/grafana/dashboards/samhost.json"))!;

    public static IReadOnlyList<JsonNode> Panels { get; } = [.. Json["panels"]!.AsArray().OfType<JsonNode>()];

    /// <summary>The queries to Prometheus.</summary>
    public static IReadOnlyList<DashboardQuery> Queries { get; } =
    [
        .. from panel in Panels
           where $"{panel["datasource"]?["type"]}" == "prometheus"
           from target in panel["targets"]!.AsArray()
           select new DashboardQuery(
               panel, $"{target["refId"]}", target["expr"]!.GetValue<string>(), $"{target["legendFormat"]}",
               $"{target["exemplar"]}" == "true"),
    ];

    /// <summary>The variables that ask Prometheus, each with the query that lists its values.</summary>
    public static IReadOnlyDictionary<string, string> Variables { get; } =
        List().Where(variable => $"{variable["type"]}" == "query")
            .ToDictionary(variable => $"{variable["name"]}", variable => variable["query"]!["query"]!.GetValue<string>());

    /// <summary>All variables.</summary>
    public static IReadOnlySet<string> VariableNames { get; } = List().Select(variable => $"{variable["name"]}").ToHashSet();

    /// <summary>The queries of a panel.</summary>
    public static IEnumerable<DashboardQuery> Of(string title) => Queries.Where(query => query.Title == title);

    private static IEnumerable<JsonNode> List() => Json["templating"]!["list"]!.AsArray().OfType<JsonNode>();

    /// <summary>A query.</summary>
    /// <param name="Panel">The panel.</param>
    /// <param name="RefId">Its name in the panel.</param>
    /// <param name="Written">As it is written.</param>
    /// <param name="Legend">What its series are called.</param>
    /// <param name="HasExemplars">Whether it asks for exemplars, too.</param>
    internal sealed record DashboardQuery(JsonNode Panel, string RefId, string Written, string Legend, bool HasExemplars)
    {
        public string Title => $"{Panel["title"]}";

        /// <summary>With what Grafana would put in for its variables.</summary>
        public string Query { get; } = Put(Written, "30s");

        /// <summary>The names of the metrics that it selects.</summary>
        public IEnumerable<string> Metrics => Selected().Matches(Written).Select(match => match.Groups["name"].Value).Distinct();

        /// <summary>The same over another window.</summary>
        public string Over(string window) => Put(Written, window);

        private static string Put(string query, string window) => query
            .Replace("$__interval", "100ms", StringComparison.Ordinal).Replace("$__range", "900s", StringComparison.Ordinal)
            .Replace("$window", window, StringComparison.Ordinal)
            .Replace("$study", ".*", StringComparison.Ordinal).Replace("$optimizer", ".*", StringComparison.Ordinal)
            .Replace("$run", ".*", StringComparison.Ordinal);
    }

    [GeneratedRegex("(?<name>(?:train|sam|dotnet)_[a-z_]+)(?=[{])")]
    private static partial Regex Selected();
}
