using SamHost.TestSupport;

namespace SamHost.Configuration.Tests;

public class SettingsMergeTests
{
    private const string Study = """
        { "Study": { "Name": "s", "Seeds": [1, 2, 3], "Model": { "Name": "mlp", "Label": "M", "Options": { "Hidden": [8], "Bias": true } },
          "Optimizers": [ { "Name": "sgd", "Options": { "Rate": 0.1 } }, { "Name": "1-sam", "Options": { "Rho": 0.1 } } ] } }
        """;

    private readonly SettingsProblems problems = new();

    [Theory]
    [InlineData("""{"a":1,"b":{"c":1,"d":2}}""", """{"B":{"C":3}}""", """{"a":1,"b":{"c":3,"d":2}}""")]
    [InlineData("""{"a":[1,2,3]}""", """{"a":[9]}""", """{"a":[9]}""")]
    [InlineData("""{"a":[{"b":1}]}""", """{"a":[{"c":2}]}""", """{"a":[{"c":2}]}""")]
    [InlineData("""{"a":[1,2,3]}""", """{"a":{"0":9}}""", """{"a":{"0":9}}""")]
    [InlineData("""{"a":{"b":1}}""", """{"a":null}""", """{"a":null}""")]
    [InlineData("""{"a":{"b":1}}""", """{"a":5}""", """{"a":5}""")]
    [InlineData("""{"a":null}""", """{"a":{"b":1}}""", """{"a":{"b":1}}""")]
    public void A_file_over_a_file_merges_objects_and_replaces_the_rest(string earlier, string later, string expected) =>
        Assert.Equal(expected, Json(SettingsMerge.Over(SettingsText.Parse(earlier), SettingsText.Parse(later, "b.json"), "", problems)));

    [Fact]
    public void Every_node_keeps_the_origin_of_the_layer_that_gave_it()
    {
        var merged = SettingsMerge.Over(
            SettingsText.Parse("""{"a":{"b":1,"c":2}}"""), SettingsText.Parse("""{"a":{"c":3}}""", "b.json"), "", problems);

        Assert.Equal("a.json", merged["a"]!["b"]!.Origin);
        Assert.Equal("b.json", merged["a"]!["c"]!.Origin);
    }

    [Theory]
    [InlineData("Seeds", "[1,5,3]", "Study:Seeds:1=5")]
    [InlineData("Seeds", "[1,2,3,4,5]", "Study:Seeds:4=5", "Study:Seeds:3=4")]
    [InlineData("Seeds", "[7,2,3]", "Study:Seeds:0=9", "study:seeds:0=7")]
    [InlineData("Seeds", "[4,6]", "Study:Seeds=[4,5]", "Study:Seeds:1=6")]
    [InlineData(
        "Optimizers", """[{"Name":"sgd","Options":{"Rate":0.5}},{"Name":"1-sam","Options":{"Rho":0.1}}]""",
        "Study:Optimizers:0:Options:Rate=0.5")]
    [InlineData("Optimizers", """[{"Name":"sgd","Options":{"Rate":0.1}},{"Name":"j-sam"}]""", "Study:Optimizers:1:Name=j-sam")]
    [InlineData(
        "Optimizers", """[{"Name":"sgd","Options":{"Rate":0.1},"Label":"S"},{"Name":"1-sam","Options":{"Rho":0.1}}]""",
        "Study:Optimizers:0={\"Label\":\"S\"}")]
    public void A_path_addresses_elements_of_an_earlier_list(string key, string expected, params string[] assignments) =>
        Assert.Equal(expected, Json(Over(assignments)["Study"]![key]!));

    [Theory]
    [InlineData("Study:Seeds:4=5", "Study:Seeds:4: '4' is no index here; the list has 3 elements: give 0 to 2, or 3 to append.")]
    [InlineData("Study:Seeds:-1=5", "Study:Seeds:-1: '-1' is no index here; the list has 3 elements: give 0 to 2, or 3 to append.")]
    [InlineData(
        "Study:Seeds:first=5", "Study:Seeds:first: 'first' is no index here; the list has 3 elements: give 0 to 2, or 3 to append.")]
    [InlineData(
        "Study:Seeds:99999999999=5",
        "Study:Seeds:99999999999: '99999999999' is no index here; the list has 3 elements: give 0 to 2, or 3 to append.")]
    [InlineData(
        "Study:Optimizers:sgd:Options:Rate=5",
        "Study:Optimizers:sgd: 'sgd' is no index here; the list has 2 elements: give 0 to 1, or 2 to append.")]
    public void An_index_outside_the_list_is_a_problem_that_says_how_many_there_are(string assignment, string expected)
    {
        Over(assignment);

        Assert.Equal([$"--set {assignment}: {expected}"], problems.Lines);
    }

    [Theory]
    [InlineData("""{"Name":"cnn"}""", "Study:Model:Name=cnn")]
    [InlineData("""{"Name":"cnn","Options":{"Width":4}}""", "Study:Model:Options:Width=4", "Study:Model:Name=cnn")]
    [InlineData("""{"Name":"cnn","Options":{"Width":4}}""", "Study:Model={\"Name\":\"cnn\",\"Options\":{\"Width\":4}}")]
    [InlineData("""{"Name":"MLP","Label":"M","Options":{"Hidden":[8],"Bias":true}}""", "Study:Model:Name=MLP")]
    [InlineData("""{"Name":"mlp","Label":"M","Options":{"Hidden":[8],"Bias":false}}""", "Study:Model:Options:Bias=false")]
    public void Another_component_does_not_inherit_options(string expected, params string[] assignments) =>
        Assert.Equal(expected, Json(Over(assignments)["Study"]!["Model"]!));

    [Fact]
    public void A_file_switches_a_component_too()
    {
        var later = SettingsText.Parse("""{"Study":{"Model":{"Name":"cnn"}}}""");

        Assert.Equal("""{"Name":"cnn"}""", Json(SettingsMerge.Over(SettingsText.Parse(Study), later, "", problems)["Study"]!["Model"]!));
    }

    [Fact]
    public void An_object_with_other_keys_is_no_component()
    {
        var earlier = SettingsText.Parse("""{"Study":{"Name":"s","Options":{"a":1},"Seeds":[1]}}""");
        var later = PathSettings.FromCommandLine(["Study:Name=t"], problems);

        Assert.Equal("""{"Name":"t","Options":{"a":1},"Seeds":[1]}""", Json(SettingsMerge.Over(earlier, later, "", problems)["Study"]!));
    }

    private static string Json(SettingsNode node) => node.ToJson()!.ToJsonString();

    private SettingsNode Over(params string[] assignments) =>
        SettingsMerge.Over(SettingsText.Parse(Study), PathSettings.FromCommandLine(assignments, problems), "", problems);
}
