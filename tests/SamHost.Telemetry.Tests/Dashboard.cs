using System.Text.Json.Nodes;
using SamHost.TestSupport;

namespace SamHost.Telemetry.Tests;

/// <summary>The dashboard of host/observability.</summary>
internal static class Dashboard
{
    public static JsonNode Json { get; } = JsonNode.Parse(Repository.Read("host/observability/grafana/dashboards/samhost.json"))!;

    /// <summary>The panels' queries as they are written, each with what its series are called.</summary>
    public static IReadOnlyList<(string Query, string Legend)> Targets { get; } =
    [
        .. Json["panels"]!.AsArray().SelectMany(panel => panel!["targets"]!.AsArray())
            .Select(target => (target!["expr"]!.GetValue<string>(), target["legendFormat"]!.GetValue<string>())),
    ];

    /// <summary>The variables, each with the query that lists its values.</summary>
    public static IReadOnlyDictionary<string, string> Variables { get; } =
        Json["templating"]!["list"]!.AsArray()
            .ToDictionary(variable => variable!["name"]!.GetValue<string>(), variable => variable!["query"]!["query"]!.GetValue<string>());

    /// <summary>The panels' queries, with what Grafana would put in for its variables.</summary>
    public static IReadOnlyList<string> Queries { get; } =
    [
        .. Targets.Select(
            target =>
                target.Query.Replace("$optimizer", ".*", StringComparison.Ordinal)
                    .Replace("$__rate_interval", "30s", StringComparison.Ordinal)),
    ];
}
