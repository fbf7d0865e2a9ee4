namespace SamHost.Configuration.Tests;

public sealed class SettingsLayersTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();
    private readonly SettingsProblems problems = new();

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public void Each_layer_wins_over_the_ones_before_it()
    {
        var first = Write("first.json", """{"a":1,"b":1,"c":1,"d":1}""");
        var second = Write("second.json", """{"b":2,"c":2,"d":2}""");
        var environment = new Dictionary<string, string> { ["SAMHOST__c"] = "3", ["SAMHOST__d"] = "3" };

        var settings = SettingsLayers.Load(first, null, [second], environment, ["d=4"], problems);

        Assert.Equal("""{"a":1,"b":2,"c":3,"d":4}""", settings.ToJson()!.ToJsonString());
        Assert.Equal(
            [first, second, "environment variable SAMHOST__c", "--set d=4"],
            settings.Members.Values.Select(member => member.Origin));
    }

    [Fact]
    public void Without_layers_there_is_an_empty_object()
    {
        var settings = SettingsLayers.Load(null, null, [], new Dictionary<string, string>(), [], problems);

        Assert.Equal(SettingsKind.Object, settings.Kind);
        Assert.Empty(settings.Members);
    }

    [Fact]
    public void An_unreadable_file_is_reported_with_the_problems_of_every_layer()
    {
        var broken = Write("broken.json", "{ \"a\" 1 }");

        var exception = Assert.Throws<UserErrorException>(() => SettingsLayers.Load(
            null, null,
            [broken, "none.json"], new Dictionary<string, string> { ["SAMHOST__"] = "1" }, ["a"], problems));

        Assert.Equal(
            [broken, "none.json", "environment variable SAMHOST__", "--set a"], exception.Problems.Select(line => line.Split(": ")[0]));
    }

    [Fact]
    public void A_malformed_assignment_is_left_out_and_binding_can_go_on()
    {
        var settings = SettingsLayers.Load(null, null, [Write("a.json", """{"a":1}""")], new Dictionary<string, string>(), ["b"], problems);

        Assert.Equal("1", settings["a"]!.Text);
        Assert.Single(problems.Lines);
    }

    private string Write(string name, string text)
    {
        var path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }
}
