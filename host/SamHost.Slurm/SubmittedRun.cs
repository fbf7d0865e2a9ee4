using System.Text.Json.Nodes;
using SamHost.Studies.Plans;

namespace SamHost.Slurm;

/// <summary>A run of a submission.</summary>
/// <param name="Id">The run's id.</param>
/// <param name="Label">The optimizer's label.</param>
/// <param name="Optimizer">The optimizer's component name.</param>
/// <param name="Seed">The root seed.</param>
/// <param name="IsAgain">Whether it is made though its folder may hold it complete: what is there from before is set aside.</param>
internal sealed record SubmittedRun(string Id, string Label, string Optimizer, long Seed, bool IsAgain)
{
    /// <summary>A planned run.</summary>
    public static SubmittedRun Of(PlannedRun run, bool isAgain) =>
        new(run.Id, run.Label, run.Optimizer.RuleName, run.Seed, isAgain);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="NullReferenceException">It is something else.</exception>
    public static SubmittedRun Read(JsonNode json) =>
        new((string)json["run"]!, (string)json["label"]!, (string)json["optimizer"]!, (long)json["seed"]!, (bool)json["again"]!);

    /// <summary>The run as JSON.</summary>
    public JsonObject ToJson() =>
        new() { ["run"] = Id, ["label"] = Label, ["optimizer"] = Optimizer, ["seed"] = Seed, ["again"] = IsAgain };
}
