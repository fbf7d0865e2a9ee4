using System.Text.Json.Nodes;

namespace SamHost.Results;

/// <summary>The settings that make runs again, as a file for <c>samhost run</c>: from their <c>config.json</c>, so every default is written out.</summary>
public static class StudySettings
{
    private static readonly string[] OfOptimizer = ["Label", "Optimizer", "BaseRule", "Schedule"];
    private static readonly string[] OfProgram = ["Gradients", "Torch"];

    /// <summary>Settings for some runs: one document where they differ in optimizer and seed alone, else several.</summary>
    public static IReadOnlyList<JsonObject> Of(IEnumerable<RecordedRun> runs) =>
        [.. runs.GroupBy(run => (run.Study, Common: Common(run.Configuration).ToJsonString())).Select(group => Of(group.Key.Study, [.. group]))];

    private static JsonObject Of(string name, IReadOnlyList<RecordedRun> runs)
    {
        var study = new JsonObject { ["Name"] = name, ["Seeds"] = new JsonArray([.. runs.Select(run => run.Seed).Distinct().Order().Select(seed => JsonValue.Create(seed))]) };
        var settings = new JsonObject { ["Study"] = study };
        foreach (var (key, value) in Common(runs[0].Configuration))
            (OfProgram.Contains(key) ? settings : study)[key] = value?.DeepClone();
        study["Optimizers"] = new JsonArray([.. runs.Select(run => Optimizer(run.Configuration)).DistinctBy(optimizer => optimizer.ToJsonString())]);
        return settings;
    }

    private static JsonObject Optimizer(JsonObject configuration) => new()
    {
        ["Name"] = configuration["Optimizer"]!["Name"]!.DeepClone(),
        ["Label"] = configuration["Label"]!.DeepClone(),
        ["Options"] = configuration["Optimizer"]!["Options"]?.DeepClone(),
        ["BaseRule"] = configuration["BaseRule"]!.DeepClone(),
        ["Schedule"] = configuration["Schedule"]!.DeepClone(),
    };

    /// <summary>What is left of a run's configuration without optimizer and seed: the task that optimizers are compared on.</summary>
    public static JsonObject Common(JsonObject configuration)
    {
        var common = configuration.DeepClone().AsObject();
        foreach (var key in OfOptimizer.Append("Seed")) common.Remove(key);
        return common;
    }
}
