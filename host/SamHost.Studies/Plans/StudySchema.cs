using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Plugins.Components;
using SamHost.Plugins.Loading;

namespace SamHost.Studies.Plans;

/// <summary>The JSON schema of appsettings.json, in which each component's options are those of its plugin.</summary>
public static class StudySchema
{
    public static JsonObject Of(IEnumerable<SettingsSection> sections, PluginCatalog catalog)
    {
        var document = OptionsSchema.Document(sections);
        var study = Properties(Properties(document)["Study"]!);
        Describe(study["Dataset"]!, Components(catalog, ComponentKind.Dataset), isWhole: false);
        Describe(study["Noise"]!, Components(catalog, ComponentKind.Noise), isWhole: false);
        Describe(study["Model"]!, Components(catalog, ComponentKind.Model), isWhole: false);
        Describe(study["Observers"]!["items"]!, Components(catalog, ComponentKind.Observer));
        Describe(study["Metrics"]!["items"]!, Components(catalog, ComponentKind.Metric));
        var suspects = Properties(Properties(document)["Suspects"]!);
        Describe(suspects["Scores"]!["items"]!, Components(catalog, ComponentKind.SuspectScore));
        var optimizer = study["Optimizers"]!["items"]!;
        Describe(optimizer, Components(catalog, ComponentKind.Optimizer));
        foreach (var (properties, isWhole) in new[] { (study, false), (Properties(optimizer), true) })
        {
            Describe(properties["Loss"]!, Components(catalog, ComponentKind.Loss), isWhole);
            Describe(properties["Augmentations"]!["items"]!, Components(catalog, ComponentKind.Augmentation));
            Describe(properties["BaseRule"]!, Components(catalog, ComponentKind.BaseRule), isWhole);
            Describe(properties["Schedule"]!, Components(catalog, ComponentKind.Schedule), isWhole);
        }

        return document;
    }

    private static JsonNode Properties(JsonNode schema) => schema["properties"]!;

    private static IEnumerable<(string Name, Type OptionsType)> Components(PluginCatalog catalog, ComponentKind kind) =>
        catalog.Names(kind).Select(name => (name, catalog.Find(kind, name)!.OptionsType));

    /// <summary>
    /// Which names there are, and which options go with each; of a kind that no plugin has, any name is left to be found wrong.
    /// </summary>
    private static void Describe(JsonNode component, IEnumerable<(string Name, Type OptionsType)> choices, bool isWhole = true)
    {
        var all = choices.ToList();
        // Neither an enum nor an allOf may be empty.
        if (all.Count == 0) return;
        Properties(component)["Name"]!["enum"] = new JsonArray([.. all.Select(choice => JsonValue.Create(choice.Name))]);
        component["allOf"] = new JsonArray([.. all.Select(choice => new JsonObject
        {
            ["if"] = new JsonObject
            {
                ["required"] = new JsonArray("Name"),
                ["properties"] = new JsonObject { ["Name"] = new JsonObject { ["const"] = choice.Name } },
            },
            ["then"] = new JsonObject
            {
                ["properties"] = new JsonObject { ["Options"] = OptionsSchema.Of(choice.OptionsType, isWhole) },
            },
        })]);
    }
}
