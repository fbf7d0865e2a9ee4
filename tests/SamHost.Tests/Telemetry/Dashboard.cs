using System.Text.Json.Nodes;
using SamHost.Tests.Architecture;

namespace SamHost.Tests.Telemetry;

/// <summary>The dashboard of host/observability.</summary>
internal static class Dashboard
{
    public static JsonNode Json { get; } = JsonNode.Parse(Repository.Read("host/observability/grafana/dashboards/samhost.json"))!;

    /// <summary>The panels' queries, with what Grafana would put in for its variables.</summary>
    public static IReadOnlyList<string> Queries { get; } =
    [
        .. Json["panels"]!.AsArray().SelectMany(panel => panel!["targets"]!.AsArray()).Select(target => target!["expr"]!.GetValue<string>()
            .Replace("$optimizer", ".*", StringComparison.Ordinal).Replace("$__rate_interval", "30s", StringComparison.Ordinal)),
    ];
}
