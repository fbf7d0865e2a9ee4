using System.Text.Json;
using System.Text.Json.Nodes;
using NJsonSchema;
using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Tests.Commands;

public class SchemaCommandTests
{
    [Fact]
    public async Task The_shipped_settings_are_valid()
    {
        var schema = await JsonSchema.FromJsonAsync(Print(), TestContext.Current.CancellationToken);

        Assert.Empty(schema.Validate(Settings().ToJsonString()));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "Study": { "Epochs": 3 } }""")]
    [InlineData("""{ "Study": { "Noise": { "Options": { "Rate": 0.2 } } } }""")]
    public async Task A_file_that_is_laid_over_others_has_to_hold_nothing(string layer)
    {
        var schema = await JsonSchema.FromJsonAsync(Print(), TestContext.Current.CancellationToken);

        Assert.Empty(schema.Validate(layer));
    }

    [Theory]
    [InlineData("Study:Epoch", "5")]
    [InlineData("Study:Epochs", "0")]
    [InlineData("Study:Epochs", "\"ten\"")]
    [InlineData("Study:Seeds", "[]")]
    [InlineData("Study:Optimizers:0:Name", "\"sdg\"")]
    [InlineData("Study:Dataset:Name", "\"digit\"")]
    [InlineData("Study:Name", "\"a/b\"")]
    [InlineData("Torch:Threads", "0")]
    [InlineData("Optimizers", "[]")]
    public async Task A_broken_variant_is_refused(string path, string value)
    {
        var schema = await JsonSchema.FromJsonAsync(Print(), TestContext.Current.CancellationToken);
        var settings = Settings();
        var keys = path.Split(':');
        var parent = keys[..^1].Aggregate((JsonNode)settings, (node, key) => node is JsonArray list ? list[int.Parse(key)]! : node[key]!);
        parent[keys[^1]] = JsonNode.Parse(value);

        Assert.NotEmpty(schema.Validate(settings.ToJsonString()));
    }

    // NJsonSchema does not know if and then, so the part that they lead to is held against options by itself.
    [Theory]
    [InlineData("Optimizers", "1-sam", """{"Rho":0.1}""", true)]
    [InlineData("Optimizers", "1-sam", """{"Rho":-1}""", false)]
    [InlineData("Optimizers", "1-sam", """{"rho2":1}""", false)]
    [InlineData("Model", "mlp", """{"HiddenSizes":[8]}""", true)]
    [InlineData("Model", "mlp", """{"Rho":0.1}""", false)]
    [InlineData("Noise", "symmetric", """{"Rate":0.4,"Over":"AllClasses"}""", true)]
    [InlineData("Noise", "symmetric", """{"Over":"Everything"}""", false)]
    [InlineData("Dataset", "csv", """{"Path":"x.csv"}""", true)]
    [InlineData("Dataset", "csv", """{}""", true)] // Another file may hold its path.
    [InlineData("BaseRule", "adamw", """{"Beta1":0.5}""", true)]
    [InlineData("BaseRule", "adamw", """{"Momentum":0.5}""", false)]
    [InlineData("Schedule", "cosine", """{"FinalFactor":2}""", false)]
    public async Task The_options_of_a_component_are_those_of_its_plugin(string key, string component, string options, bool isRight)
    {
        var schema = JsonNode.Parse(Print())!["properties"]!["Study"]!["properties"]![key]!;
        var choices = (schema["items"] ?? schema)["allOf"]!.AsArray();
        var choice = Assert.Single(choices, choice => (string?)choice!["if"]!["properties"]!["Name"]!["const"] == component)!;
        var part = await JsonSchema.FromJsonAsync(
            choice["then"]!["properties"]!["Options"]!.ToJsonString(), TestContext.Current.CancellationToken);

        Assert.Equal(isRight, part.Validate(options).Count == 0);
    }

    [Fact]
    public void Every_setting_has_a_description()
    {
        var undescribed = Properties(JsonNode.Parse(Print())!, "").Where(property => property.Schema["description"] is null)
            .Select(property => property.Path);

        Assert.Equal([":$schema"], undescribed.Distinct());
    }

    [Fact]
    public void It_is_there_while_the_study_is_still_wrong()
    {
        using var run = new CommandRun();

        var result = run.Invoke("schema", "--set", "Study:Model:Name=nothing", "--set", "Study:Epoch=1");

        Assert.Equal(ExitCode.Success, result.Exit);
        Assert.Equal(Print(), result.Output);
    }

    // One for all tests: it is that of the plugins.
    private static readonly Lazy<string> Printed = new(PrintAnew);

    private static string Print() => Printed.Value;

    private static string PrintAnew()
    {
        using var run = new CommandRun();
        var result = run.Invoke("schema");
        Assert.Equal(ExitCode.Success, result.Exit);
        return result.Output;
    }

    private static JsonObject Settings() => JsonNode.Parse(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "appsettings.json")),
        documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip })!.AsObject();

    private static IEnumerable<(string Path, JsonNode Schema)> Properties(JsonNode schema, string path)
    {
        foreach (var (name, property) in schema["properties"]?.AsObject() ?? [])
        {
            yield return ($"{path}:{name}", property!);
            foreach (var inner in Properties(property!["items"] ?? property, $"{path}:{name}")) yield return inner;
        }

        foreach (var options in (schema["allOf"]?.AsArray() ?? []).Select(choice => choice!["then"]!["properties"]!["Options"]!))
            foreach (var inner in Properties(options, $"{path}:Options")) yield return inner;
    }
}
