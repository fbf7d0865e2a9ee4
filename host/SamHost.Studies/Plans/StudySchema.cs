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
        Describe(study["Dataset"]!, Components(catalog, ComponentKind.Dataset));
        Describe(study["Noise"]!, Components(catalog, ComponentKind.Noise));
        Describe(study["Model"]!, Components(catalog, ComponentKind.Model));
        Describe(study["Observers"]!["items"]!, Components(catalog, ComponentKind.Observer));
        Describe(study["Metrics"]!["items"]!, Components(catalog, ComponentKind.Metric));
        var suspects = Properties(Properties(document)["Suspects"]!);
        Describe(suspects["Scores"]!["items"]!, Components(catalog, ComponentKind.SuspectScore));
        var optimizer = study["Optimizers"]!["items"]!;
        Describe(optimizer, Components(catalog, ComponentKind.Optimizer));
        foreach (var properties in new[] { study, Properties(optimizer) })
        {
            Describe(properties["Loss"]!, Components(catalog, ComponentKind.Loss));
            Describe(properties["Augmentations"]!["items"]!, Components(catalog, ComponentKind.Augmentation));
            Describe(properties["BaseRule"]!, Components(catalog, ComponentKind.BaseRule));
            Describe(properties["Schedule"]!, Components(catalog, ComponentKind.Schedule));
        }

        return document;
    }

    private static JsonNode Properties(JsonNode schema) => schema["properties"]!;

    private static IEnumerable<(string Name, Type OptionsType)> Components(PluginCatalog catalog, ComponentKind kind) =>
        catalog.Names(kind).Select(name => (name, catalog.Find(kind, name)!.OptionsType));

    /// <summary>Which names there are, and which options go with each.</summary>
    private static void Describe(JsonNode component, IEnumerable<(string Name, Type OptionsType)> choices)
    {
        var all = choices.ToList();
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
                ["properties"] = new JsonObject { ["Options"] = OptionsSchema.Of(choice.OptionsType) },
            },
        })]);
    }
}
