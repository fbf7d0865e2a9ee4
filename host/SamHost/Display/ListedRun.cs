using System.Text.Json.Nodes;
using SamHost.Runs.Results;
using SamHost.Slurm;

namespace SamHost.Display;

/// <summary>A run of a study on a cluster, as a list shows it.</summary>
/// <param name="Begun">What its folder says; null where it has none yet.</param>
/// <param name="Cluster">How it stands on the cluster; null where it was never there.</param>
internal sealed record ListedRun(RunSummary? Begun, ClusterRun? Cluster)
{
    /// <summary>The runs that a query asks for, in its order. Of one on a cluster the status is how it stands there.</summary>
    /// <param name="query">The query.</param>
    /// <param name="begun">The runs that have a folder.</param>
    /// <param name="cluster">Those of the study that were handed to a scheduler.</param>
    public static IReadOnlyList<ListedRun> Of(RunQuery query, IEnumerable<RunSummary> begun, IReadOnlyList<ClusterRun> cluster)
    {
        var known = begun.ToDictionary(run => run.Folder);
        var handed = cluster.ToDictionary(run => Path.Combine(query.Study!, run.Id));
        var rows = known.Keys.Union(handed.Keys).Select(folder =>
            Row(query.Study!, folder, known.GetValueOrDefault(folder), handed.GetValueOrDefault(folder)));
        var asked = query with { Statuses = [.. RunSummary.Statuses.Union(ClusterText.States)] };
        return
        [
            .. asked.Of(rows).Select(row =>
                new ListedRun(known.GetValueOrDefault(row.Folder), handed.GetValueOrDefault(row.Folder))),
        ];
    }

    /// <summary>The run with all that is known of it.</summary>
    public JsonNode ToJson()
    {
        var json = Begun is null ? new JsonObject { ["run"] = Cluster!.Id } : RunsText.ToJson(Begun);
        if (Cluster is not null) json["cluster"] = ClusterText.ToJson(Cluster);
        return json;
    }

    private static RunSummary Row(string study, string folder, RunSummary? begun, ClusterRun? cluster)
    {
        if (cluster is null) return begun!;
        var row = begun ?? new RunSummary
        {
            Folder = folder,
            Run = cluster.Id,
            Hash = cluster.Id[(cluster.Id.LastIndexOf('-') + 1)..],
            Study = study,
            Label = cluster.Label,
            Optimizer = cluster.Optimizer,
            Seed = cluster.Seed,
            Status = "",
            Started = default,
            HasBegun = false,
        };
        // Whether the process is there is known from this machine alone, and was judged.
        return row with { Status = ClusterText.Word(cluster.State), Process = null };
    }
}
