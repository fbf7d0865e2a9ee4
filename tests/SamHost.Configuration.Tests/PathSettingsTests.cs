namespace SamHost.Configuration.Tests;

public class PathSettingsTests
{
    private readonly SettingsProblems problems = new();

    [Theory]
    [InlineData("A=5", SettingsKind.Number, "5")]
    [InlineData("A=1e-3", SettingsKind.Number, "1e-3")]
    [InlineData("A=true", SettingsKind.Boolean, "true")]
    [InlineData("A=null", SettingsKind.Null, "null")]
    [InlineData("A=[1, 2]", SettingsKind.Array, "")]
    [InlineData("A={\"B\": 1}", SettingsKind.Object, "")]
    [InlineData("A=cnn", SettingsKind.String, "cnn")]
    [InlineData("A=", SettingsKind.String, "")]
    [InlineData("A=007", SettingsKind.String, "007")]
    [InlineData("A=1,2,3", SettingsKind.String, "1,2,3")]
    [InlineData("A=[1, 2", SettingsKind.String, "[1, 2")]
    [InlineData("A=\"x\"", SettingsKind.String, "\"x\"")]
    [InlineData("A=x=y", SettingsKind.String, "x=y")]
    [InlineData("A=True", SettingsKind.String, "True")]
    public void A_value_is_JSON_where_it_parses_and_else_a_string(string assignment, SettingsKind kind, string text)
    {
        var node = PathSettings.FromCommandLine([assignment], problems)["A"]!;

        Assert.Empty(problems.Lines);
        Assert.Equal((kind, text, $"--set {assignment}"), (node.Kind, node.Text, node.Origin));
    }

    [Theory]
    [InlineData("Study:Epochs", "there is no '='; write --set Path=Value, such as --set Study:Epochs=10.")]
    [InlineData("", "there is no '='; write --set Path=Value, such as --set Study:Epochs=10.")]
    [InlineData("=5", "a part of the path is empty; write --set Path=Value, such as --set Study:Epochs=10.")]
    [InlineData("Study::Epochs=5", "a part of the path is empty; write --set Path=Value, such as --set Study:Epochs=10.")]
    [InlineData("Study: =5", "a part of the path is empty; write --set Path=Value, such as --set Study:Epochs=10.")]
    [InlineData(":Study=5", "a part of the path is empty; write --set Path=Value, such as --set Study:Epochs=10.")]
    public void A_malformed_assignment_is_a_problem_and_the_others_count(string assignment, string expected)
    {
        var node = PathSettings.FromCommandLine([assignment, "A=1"], problems);

        Assert.Equal([$"--set {assignment}: {expected}"], problems.Lines);
        Assert.Equal("1", node["A"]!.Text);
    }

    [Fact]
    public void A_later_assignment_wins()
    {
        var node = PathSettings.FromCommandLine(["A:B=1", "A:C=2", "a:b=3"], problems);

        Assert.Equal("""{"A":{"B":3,"C":2}}""", node.ToJson()!.ToJsonString());
    }

    [Fact]
    public void Only_variables_with_the_prefix_are_read()
    {
        var node = PathSettings.FromEnvironment(
            new Dictionary<string, string>
            {
                ["SAMHOST__Study__Epochs"] = "5",
                ["SAMHOST_LIBTORCH"] = "/opt/libtorch",
                ["PATH"] = "/bin",
                ["XSAMHOST__A"] = "1",
            },
            problems);

        Assert.Empty(problems.Lines);
        Assert.Equal("""{"Study":{"Epochs":5}}""", node.ToJson()!.ToJsonString());
        Assert.Equal("environment variable SAMHOST__Study__Epochs", node["Study"]!["Epochs"]!.Origin);
    }

    [Theory]
    [InlineData("SAMHOST__")]
    [InlineData("SAMHOST__Study__")]
    [InlineData("SAMHOST__Study____Epochs")]
    public void A_variable_with_an_empty_part_is_a_problem(string name)
    {
        PathSettings.FromEnvironment(new Dictionary<string, string> { [name] = "5" }, problems);

        Assert.Equal(
            [$"environment variable {name}: a part of the name is empty; "
                + "write SAMHOST__Study__Epochs, with two underscores between parts."],
            problems.Lines);
    }

    [Fact]
    public void Variables_that_differ_in_case_alone_have_an_order_of_their_own()
    {
        foreach (var names in new[] { new[] { "SAMHOST__a", "SAMHOST__A" }, ["SAMHOST__A", "SAMHOST__a"] })
            Assert.Equal("SAMHOST__a", PathSettings.FromEnvironment(names.ToDictionary(name => name, name => name), problems)["A"]!.Text);
    }

    [Fact]
    public void A_long_value_is_cut_in_the_origin()
    {
        var node = PathSettings.FromCommandLine(["A=" + new string('x', 200)], problems);

        Assert.Equal("--set A=" + new string('x', 55) + "...", node["A"]!.Origin);
        Assert.Equal(200, node["A"]!.Text.Length);
    }
}
