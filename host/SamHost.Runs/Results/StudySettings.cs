using System.Text.Json.Nodes;

namespace SamHost.Runs.Results;

/// <summary>
/// The settings that make runs again, as a file for <c>samhost run</c>: from their <c>config.json</c>, so every default is written out.
/// </summary>
public static class StudySettings
{
    private static readonly string[] OptimizerKeys = ["Label", "Optimizer", "Loss", "Augmentations", "BaseRule", "Schedule"];
    private static readonly string[] OfProgram = ["Gradients", "Torch"];
    private static readonly string[] OfRecording = ["RecordExamplesAt", "RecordWeightsAt", "Metrics"];

    /// <summary>Settings for some runs: one document where they differ in optimizer and seed alone, else several.</summary>
    public static IReadOnlyList<JsonObject> Of(IEnumerable<RecordedRun> runs) =>
        [.. runs.GroupBy(run => (run.Study, Common: Common(run.Configuration).ToJsonString()))
            .Select(group => Of(group.Key.Study, [.. group]))];

    /// <summary>Settings for one run, of any status.</summary>
    /// <param name="study">The study's name.</param>
    /// <param name="configuration">The run's <c>config.json</c>.</param>
    /// <exception cref="NullReferenceException">It is that of no run.</exception>
    public static JsonObject OfRun(string study, JsonObject configuration) =>
        Of(study, configuration, [(long)configuration["Seed"]!], [OfOptimizer(configuration)]);

    private static JsonObject Of(string name, IReadOnlyList<RecordedRun> runs) =>
        Of(name, runs[0].Configuration, runs.Select(run => run.Seed).Distinct().Order(),
            runs.Select(run => run.OptimizerSettings).DistinctBy(optimizer => optimizer.ToJsonString()));

    private static JsonObject Of(string name, JsonObject configuration, IEnumerable<long> seeds, IEnumerable<JsonObject> optimizers)
    {
        var study = new JsonObject { ["Name"] = name, ["Seeds"] = new JsonArray([.. seeds.Select(seed => JsonValue.Create(seed))]) };
        var settings = new JsonObject { ["Study"] = study };
        foreach (var (key, value) in Common(configuration))
            (OfProgram.Contains(key) ? settings : study)[key] = value?.DeepClone();
        study["Optimizers"] = new JsonArray([.. optimizers.Select(optimizer => optimizer.DeepClone())]);
        return settings;
    }

    /// <summary>The optimizer of a run's configuration, as the settings of a study have it.</summary>
    public static JsonObject OfOptimizer(JsonObject configuration)
    {
        var optimizer = new JsonObject
        {
            ["Name"] = configuration["Optimizer"]!["Name"]!.DeepClone(),
            ["Label"] = configuration["Label"]!.DeepClone(),
            ["Options"] = configuration["Optimizer"]!["Options"]?.DeepClone(),
            ["BaseRule"] = configuration["BaseRule"]!.DeepClone(),
            ["Schedule"] = configuration["Schedule"]!.DeepClone(),
        };
        // Absent where they are the default.
        foreach (var key in new[] { "Loss", "Augmentations" })
        {
            if (configuration[key] is { } component) optimizer[key] = component.DeepClone();
        }

        return optimizer;
    }

    /// <summary>
    /// What is left of a run's configuration without optimizer, seed, and what is recorded: the task that optimizers are compared on.
    /// </summary>
    public static JsonObject Task(JsonObject configuration) =>
        WithoutFold(Without(configuration, [.. OptimizerKeys, "Seed", .. OfRecording]));

    /// <summary>What makes a run what it is, but for its seed and its fold: what is recorded changes no step of it.</summary>
    public static JsonObject OfGroup(JsonObject configuration) => WithoutFold(Without(configuration, ["Seed", .. OfRecording]));

    private static JsonObject Common(JsonObject configuration) => Without(configuration, [.. OptimizerKeys, "Seed"]);

    private static JsonObject WithoutFold(JsonObject configuration)
    {
        (configuration["Fold"] as JsonObject)?.Remove("Index");
        return configuration;
    }

    private static JsonObject Without(JsonObject configuration, IEnumerable<string> keys)
    {
        var rest = configuration.DeepClone().AsObject();
        foreach (var key in keys) rest.Remove(key);
        return rest;
    }
}
