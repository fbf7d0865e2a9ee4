using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Tests.Commands;

public class HelpTests
{
    [Theory]
    [InlineData(
        "", "Without a verb it runs the study of appsettings.json.", "run", "plugins", "check", "schema", "studies", "data",
        "--set <PATH=VALUE>", "--study <NAME>", "--parallel <N>", "--again", "--out <DIR>", "--quiet", "--dashboard", "--live",
        "--port <N>", "--version")]
    [InlineData(
        "run", "Runs a study.", "JSON files that are laid over appsettings.json, in order.", "such as Study:Epochs=5", "--out <DIR>",
        "--quiet")]
    [InlineData("studies", "Lists the shipped studies", "--json")]
    [InlineData("data", "where each is looked for", "fetch <NAME>", "--json")]
    [InlineData("data fetch", "Downloads and checks", "<NAME>", "--from <URL>", "--again", "http_proxy")]
    [InlineData("plugins", "Lists plugins with their status, components and options.", "pin <FILE>", "--json", "--set <PATH=VALUE>")]
    [InlineData(
        "plugins pin", "with the SHA-256 of every file", "<FILE>", "--only <NAME>", "--out <FILE>", "--sign <KEY>", "--set <PATH=VALUE>")]
    [InlineData("check", "Checks configuration, plugins, data and model without training.", "<FILE>", "--set <PATH=VALUE>")]
    [InlineData(
        "trace", "Shows from a run's files how a step weighted its examples", "<RUN>", "--epoch <E>", "--step <S>", "--example <ID>",
        "--json")]
    [InlineData("look", "Shows runs in the browser", "<RUN|STUDY>", "--port <N>", "--out <DIR>")]
    [InlineData("schema", "Prints a JSON schema of appsettings.json", "<FILE>", "--set <PATH=VALUE>")]
    public void Help_names_what_there_is(string verb, params string[] says)
    {
        using var run = new CommandRun();

        var result = run.Invoke(verb.Length == 0 ? ["--help"] : [.. verb.Split(' '), "--help"]);

        Assert.Equal(ExitCode.Success, result.Exit);
        Assert.All(says, text => Assert.Contains(text, result.Output, StringComparison.Ordinal));
    }

    [Fact]
    public void Every_option_in_the_help_has_a_description()
    {
        using var run = new CommandRun();

        var options = run.Invoke("--help").Output.Split('\n').Where(line => line.StartsWith("  -", StringComparison.Ordinal)).ToList();

        Assert.Equal(13, options.Count);
        Assert.All(options, line => Assert.Matches(@"^  (-\S,? ?)*--[a-z]+( <\S+>)?  +[A-Z]", line));
    }
}
