using System.Text.RegularExpressions;
using NJsonSchema;
using NJsonSchema.Validation;
using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Tests.Documentation;

/// <summary>What the pages say to type can be typed.</summary>
[Trait("Duration", "Long")]
public partial class CommandsTests
{
    private static readonly string[] Verbs =
    [
        "run", "resume", "studies", "report", "compare", "export", "suspects", "plugins", "check", "schema", "data", "trace", "runs",
        "look", "dashboard", "replay", "clean", "predict", "new", "run-one", "cancel",
    ];

    [Fact]
    public void The_two_commands_come_first_and_the_second_is_that_of_ci()
    {
        Assert.Equal(["dotnet run --project host/SamHost", "dotnet test"], Page.Readme.Commands().Take(2));
        Assert.Matches(@"(?m)^\s*dotnet test( |$)", Repository.Read(".ci/run"));
    }

    [Fact]
    public void Every_verb_and_every_option_is_described_and_none_that_is_not_there()
    {
        var described = Code().Matches(new Page("host/docs/command-line.md").Section("command line"))
            .Select(match => match.Groups[1].Value.Split(' ', '=')[0]).ToHashSet();
        var offered = Verbs.Prepend("").Concat(["data fetch", "plugins pin"])
            .SelectMany(verb => HelpOption().Matches(Help(verb)).Select(match => match.Value)).ToHashSet();

        Assert.Equal(offered.Order(StringComparer.Ordinal), described.Where(word => word.StartsWith('-')).Order(StringComparer.Ordinal));
        Assert.Equal(
            Verbs.Order(StringComparer.Ordinal),
            HelpVerb().Matches(Help("")).Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal));
        Assert.Subset(described, Verbs.ToHashSet());
    }

    // The author's session is typed by a test of its own (AuthorSessionTests), with the plugins that its study needs; what needs a
    // collector by others (ReplayTests), and what trains more than it says (OwnDataTests).
    public static TheoryData<string> HostCommands =>
        [.. Page.All.SelectMany(page => page.Commands()).Where(command => HostCommand().IsMatch(command)).Distinct()
            .Where(command => !command.Contains("afternoon.json", StringComparison.Ordinal))
            .Where(command => !NeedsCollector().IsMatch(command) && !TrainsFolds().IsMatch(command)
                && !NeedsCluster().IsMatch(command))];

    [Theory]
    [MemberData(nameof(HostCommands))]
    public async Task A_command_to_the_host_is_understood(string command)
    {
        using var folder = new ReadersFolder();
        var words = Word().Matches(HostCommand().Match(command).Groups["arguments"].Value)
            .Select(match => match.Value.Replace("'", "", StringComparison.Ordinal)).TakeWhile(word => word != ">").ToList();
        if (words is ["look", ..])
        {
            // It serves until it is ended.
            folder.HoldRuns("digits");
            using var look = SamHostProcess.Start(folder.Path, [.. words]);
            Assert.StartsWith("The live page is ", await look.LineAsync(), StringComparison.Ordinal);
            look.PressCtrlC();
            Assert.Equal(ExitCode.Success, (await look.EndAsync()).Exit);
            return;
        }

        if (words is ["resume" or "report" or "compare" or "export" or "suspects", ..]) folder.HoldRuns("digits");
        // Nothing else is trained here: a run becomes a check of the same configuration.
        else if (words is not ["plugins" or "schema" or "check" or "studies" or "data" or "trace" or "runs", ..])
        {
            words.Remove("run");
            words.RemoveAll(word => word is "-q" or "--quiet" or "--live" or "--dashboard" or "--follow");
            foreach (var option in new[] { "--out", "--parallel", "--port", "--on" })
            {
                if (words.IndexOf(option) is >= 0 and var at) words.RemoveRange(at, 2);
            }

            words.Insert(0, "check");
        }

        var (exitCode, output) = HostProgram.Run(folder.Path, [.. words]);

        Assert.True(exitCode == 0, $"samhost {string.Join(' ', words)} ended with {exitCode}: {output}");
    }

    [Fact]
    public async Task Every_block_of_settings_is_valid()
    {
        var schema = await JsonSchema.FromJsonAsync(ReferenceTables.Schema.ToJsonString(), TestContext.Current.CancellationToken);
        var blocks = Page.All.Where(page => page.Path.StartsWith("host/docs/", StringComparison.Ordinal))
            .SelectMany(page => page.Blocks("json")).ToList();

        Assert.NotEmpty(blocks);
        // A file that is laid over another one need not be complete.
        Assert.All(
            blocks, block => Assert.DoesNotContain(schema.Validate(block), error => error.Kind != ValidationErrorKind.PropertyRequired));
    }

    [Fact]
    public void Every_setting_that_is_named_exists()
    {
        var named = Page.All.SelectMany(page => page.InlineCode())
            .SelectMany(
                code => SettingPath()
                    .Matches(code.Replace("SAMHOST__", "", StringComparison.Ordinal).Replace("__", ":", StringComparison.Ordinal))
                    .Select(match => match.Value)).ToList();

        Assert.NotEmpty(named);
        Assert.DoesNotContain(named.Distinct(), path => !Exists(path));
    }

    private static bool Exists(string path)
    {
        var at = (System.Text.Json.Nodes.JsonNode?)ReferenceTables.Schema;
        foreach (var part in path.Split(':'))
        {
            if (part == "Options") return true; // Whose options, the component says.
            at = int.TryParse(part, out _) ? at?["items"] : at?["properties"]?[part];
        }

        return at is not null;
    }

    private static string Help(string verb)
    {
        var (exitCode, output) = HostProgram.Run(AppContext.BaseDirectory, verb.Length == 0 ? ["--help"] : [.. verb.Split(' '), "--help"]);
        Assert.Equal(0, exitCode);
        return output;
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();

    [GeneratedRegex("samhost (cancel|run-one|run site.json)")]
    private static partial Regex NeedsCluster();

    [GeneratedRegex(@"samhost (new|clean|predict)|--folds|trees\.json")]
    private static partial Regex TrainsFolds();

    [GeneratedRegex("samhost replay|--collector")]
    private static partial Regex NeedsCollector();

    [GeneratedRegex(@"(?<=^  (-\S, )*)--?[a-z?-]+(?=,| )", RegexOptions.Multiline)]
    private static partial Regex HelpOption();

    [GeneratedRegex(@"(?<=^Commands:\n(?:  .*\n)*)  ([a-z-]+)(?= )", RegexOptions.Multiline)]
    private static partial Regex HelpVerb();

    [GeneratedRegex("^(?<tool>samhost|dotnet run --project host/SamHost( --)?)(?= |$)(?<arguments>.*)$")]
    private static partial Regex HostCommand();

    [GeneratedRegex(@"('[^']*'|[^\s'])+")]
    private static partial Regex Word();

    [GeneratedRegex("(?<![A-Za-z])(Study|Plugins|Torch|Gradients|Telemetry|Output|Slurm|Checkpoints)(:[A-Za-z0-9]+)+")]
    private static partial Regex SettingPath();
}
