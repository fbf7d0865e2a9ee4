using System.Text.Json.Nodes;
using NJsonSchema;
using SamHost.TestSupport;

namespace SamHost.Configuration.Tests;

public class OptionsSchemaTests
{
    private static readonly JsonObject Document = OptionsSchema.Of(typeof(SampleOptions));

    [Theory]
    [InlineData("""{"Title":"t"}""")]
    [InlineData("""{"Title":"t","Limit":null,"Code":null,"Extra":null}""")]
    [InlineData("""
        {"Title":"t","Epochs":5,"Rate":0.001,"Momentum":0,"Limit":7,"Shuffle":false,"Schedule":"Step","Patience":"1.00:00:00","Seeds":[4,5],
          "Tags":["a"],
         "Matrix":[[0,1]],"Map":{"x":1},"Code":"abc","Warmup":{"Steps":3},"Extra":{},"Stages":[{"Steps":1},{}],"Model":{"Name":"mlp",
           "Options":{"Hidden":[8]}}}
        """)]
    public async Task A_valid_file_passes(string json)
    {
        var schema = await JsonSchema.FromJsonAsync(Document.ToJsonString(), TestContext.Current.CancellationToken);

        Assert.Empty(schema.Validate(json));
        Assert.Empty(Bind(json).Lines);
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"Title":""}""")]
    [InlineData("""{"Title":"t","Epoch":5}""")]
    [InlineData("""{"Title":"t","Epochs":0}""")]
    [InlineData("""{"Title":"t","Epochs":1.5}""")]
    [InlineData("""{"Title":"t","Epochs":null}""")]
    [InlineData("""{"Title":"t","Rate":0}""")]
    [InlineData("""{"Title":"t","Rate":1.5}""")]
    [InlineData("""{"Title":"t","Momentum":1}""")]
    [InlineData("""{"Title":"t","Momentum":-0.1}""")]
    [InlineData("""{"Title":"t","Limit":"many"}""")]
    [InlineData("""{"Title":"t","Shuffle":1}""")]
    [InlineData("""{"Title":"t","Schedule":"Cosin"}""")]
    [InlineData("""{"Title":"t","Patience":"soon"}""")]
    [InlineData("""{"Title":"t","Patience":5}""")]
    [InlineData("""{"Title":"t","Seeds":[]}""")]
    [InlineData("""{"Title":"t","Seeds":[1,2,3,4,5]}""")]
    [InlineData("""{"Title":"t","Seeds":[101]}""")]
    [InlineData("""{"Title":"t","Matrix":[[2]]}""")]
    [InlineData("""{"Title":"t","Map":{"x":"y"}}""")]
    [InlineData("""{"Title":"t","Code":"a1"}""")]
    [InlineData("""{"Title":"t","Code":"a"}""")]
    [InlineData("""{"Title":"t","Code":"abcdefghi"}""")]
    [InlineData("""{"Title":"t","Warmup":{"Steps":1001}}""")]
    [InlineData("""{"Title":"t","Warmup":{"Step":1}}""")]
    [InlineData("""{"Title":"t","Stages":[{"Steps":-1}]}""")]
    public async Task A_bad_file_fails_the_schema_as_it_fails_binding(string json)
    {
        var schema = await JsonSchema.FromJsonAsync(Document.ToJsonString(), TestContext.Current.CancellationToken);

        Assert.NotEmpty(schema.Validate(json));
        Assert.NotEmpty(Bind(json).Lines);
    }

    [Theory]
    [InlineData("Title", """{"type":"string","minLength":1}""")]
    [InlineData("Epochs", """{"description":"Passes over the training set.","type":"integer","minimum":1,"default":10}""")]
    [InlineData("Rate", """{"description":"Step size.","type":"number","exclusiveMinimum":0,"maximum":1,"default":0.1}""")]
    [InlineData("Momentum", """{"type":"number","minimum":0,"exclusiveMaximum":1,"default":0.9}""")]
    [InlineData("Limit", """{"type":["integer","null"]}""")]
    [InlineData("Schedule", """{"type":"string","enum":["Constant","Step","Cosine"],"default":"Cosine"}""")]
    [InlineData(
        "Seeds", """{"type":"array","items":{"type":"integer","minimum":0,"maximum":100},"default":[1,2,3],"minItems":1,"maxItems":4}""")]
    [InlineData(
        "Warmup",
        """
        {"type":"object","properties":{"Steps":{"type":"integer","minimum":0,"maximum":1000,"default":2},
        "From":{"type":"number","default":0.5}},"additionalProperties":false}
        """)]
    [InlineData("Model", "{}")]
    public void A_property_is_described_by_its_annotations_and_default(string name, string expected) =>
        Assert.Equal(expected.ReplaceLineEndings(""), Document["properties"]![name]!.ToJsonString());

    [Fact]
    public void Only_what_has_no_valid_default_is_required() => Assert.Equal("""["Title"]""", Document["required"]!.ToJsonString());

    [Fact]
    public void A_default_that_is_out_of_range_is_no_default() => Assert.Equal(
        """
        {"type":"object","properties":{"Count":{"type":"integer","minimum":1,"maximum":10000000000}},
        "required":["Count"],"additionalProperties":false}
        """.ReplaceLineEndings(""),
        OptionsSchema.Of(typeof(OptionsBinderTests.HasNoDefault)).ToJsonString());

    [Fact]
    public void A_document_names_its_dialect_and_a_part_does_not()
    {
        var document = OptionsSchema.Document([new SettingsSection("Sample", typeof(SampleOptions), "A sample.")]);

        Assert.Equal(OptionsSchema.Dialect, (string?)document["$schema"]);
        Assert.Equal("A sample.", (string?)document["properties"]!["Sample"]!["description"]);
        Assert.Equal(["$schema", "Sample"], document["properties"]!.AsObject().Select(property => property.Key));
        Assert.Null(Document["$schema"]);
    }

    [Fact]
    public void A_type_that_holds_itself_ends() =>
        Assert.Equal(
            """{"type":"object","properties":{"Child":{"type":["object","null"]}},"additionalProperties":false}""",
            OptionsSchema.Of(typeof(Tree)).ToJsonString());

    private static SettingsProblems Bind(string json)
    {
        var problems = new SettingsProblems();
        OptionsBinder.Bind<SampleOptions>(SettingsText.Parse(json), "", problems);
        return problems;
    }

    public sealed class Tree
    {
        public Tree? Child { get; set; }
    }
}
