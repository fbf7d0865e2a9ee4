using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Plugins.Tests.Calls;

/// <summary>
/// Readers, augmentations, metrics and scores that do what they should not, by the real program: named, before training where that can
/// be, and no other run is lost.
/// </summary>
[Trait("Duration", "Long")]
public sealed class MisbehavingExamplesTests : MisbehavingRuns
{
    [Theory]
    [InlineData("throwing", "too dark here")]
    [InlineData("wrong-inputs", "it returned inputs Float32 [16] on cpu; they must stay Float32 [4, 4] on cpu.")]
    [InlineData("disposing", "it disposed the batch's Inputs, which is not its own.")]
    [InlineData("wrong-shares", "its shares reach from 1.5 to 1.5; each must be in [0, 1].")]
    public async Task Augmentations_are_named_before_anything_is_trained(string name, string reason)
    {
        var result = await CheckAsync($$"""Study:Augmentations=[{"Name":"{{name}}"}]""");

        Assert.Equal(ExitCode.RunFailed, result.Exit);
        Assert.Contains(
            $"The augmentation '{name}' of the plugin Misbehaving failed in Augment: {reason}\n", result.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_augmentation_that_throws_while_it_trains_fails_its_run_alone()
    {
        var result = await RunAsync(
            "--set", "Study:Epochs=9", "--set", "Study:BatchSize=4", "--set",
            """Study:Optimizers=[{"Name":"sgd","Augmentations":[{"Name":"throws-later"}]},{"Name":"1-sam"}]""");

        Assert.Equal((ExitCode.RunFailed, ""), (result.Exit, result.Errors));
        Assert.Equal(
            ("failed", "The augmentation 'throws-later' of the plugin Misbehaving failed in Augment: too dark here"), EndOf("sgd-s1-"));
        Assert.Equal("completed", EndOf("1-sam-s1-").Status);
    }

    [Theory]
    [InlineData("throwing", "Measure", "the ruler broke")]
    [InlineData("disposing", "Measure", "it disposed a tensor that was lent to it, which is not its own.")]
    [InlineData(
        "misnamed", "Name",
        "it calls its column 'Not, a column' with the unit '1'; a name has lower case letters, digits and underscores, and a unit is 1 "
            + "where there is none.")]
    public async Task Metrics_are_named_before_anything_is_trained(string name, string call, string reason)
    {
        var result = await CheckAsync($$"""Study:Metrics=[{"Name":"{{name}}"}]""");

        Assert.Equal(ExitCode.RunFailed, result.Exit);
        Assert.Contains(
            $"The metric '{name}' of the plugin Misbehaving failed in {call}: {reason}\n", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unreadable")]
    [InlineData("unreadable-later")]
    public async Task Readers_are_named_whenever_they_fail(string name)
    {
        var result = await SweepAsync("Study:Dataset", name, "digits");

        Assert.Equal((ExitCode.RunFailed, ""), (result.Exit, result.Errors));
        Assert.Contains(
            $": The data set '{name}' of the plugin Misbehaving failed in Read: the disk has a hole\n", result.Output,
            StringComparison.Ordinal);
        Assert.Equal("completed", EndOf("sgd_Dataset_digits-s1-").Status);
    }

    [Fact]
    public async Task A_reader_that_fails_when_it_is_disposed_is_warned_of_and_its_run_stays_complete()
    {
        var result = await RunAsync("--set", "Study:Dataset:Name=unclosable", "--set", "Study:Dataset:Options={}");

        Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
        Assert.Contains(
            "warning: The data set 'unclosable' of the plugin Misbehaving failed in Dispose: it clings to life\n", result.Output,
            StringComparison.Ordinal);
        Assert.Equal("completed", EndOf("sgd-s1-").Status);
    }

    [Theory]
    [InlineData("throwing", "The suspect score 'throwing' of the plugin Misbehaving failed in Add: who is to say\n")]
    [InlineData("short", "The suspect score 'short' of the plugin Misbehaving failed in Add: it gave 1 numbers for 16 examples.\n")]
    public async Task Scores_are_named(string name, string reason)
    {
        Assert.Equal(ExitCode.Success, (await RunAsync()).Exit);

        var result = await SuspectsAsync(Plugins, name, $$"""{ "Scores": [{ "Name": "{{name}}" }] }""");

        Assert.Equal((ExitCode.RunFailed, reason), (result.Exit, result.Errors));
    }

    [Fact]
    public async Task A_score_that_lacks_an_option_is_left_out_where_it_is_not_asked_for()
    {
        using var plugins = new PluginFolder("NeedsAnOption");
        Assert.Equal(ExitCode.Success, (await RunAsync()).Exit);

        var leftOut = await SuspectsAsync(plugins, "mean-loss");
        var lacking = await SuspectsAsync(plugins, "first-character");
        var given = await SuspectsAsync(
            plugins, "first-character", """{ "Scores": [{ "Name": "first-character", "Options": { "Text": "b" } }] }""");

        Assert.Equal((ExitCode.Success, ""), (leftOut.Exit, leftOut.Errors));
        Assert.Equal(
            (ExitCode.Configuration,
                "--score: the score 'first-character' has options without a default; give Suspects:Scores, and it there with its "
                    + "options.\n"),
            (lacking.Exit, lacking.Errors));
        Assert.Equal((ExitCode.Success, ""), (given.Exit, given.Errors));
    }

    private Task<CommandResult> CheckAsync(string setting) =>
        SamHostProcess.RunAsync(Run.Folder, ["check", "--set", setting, .. Plugins.BesideShipped]);

    // The command takes no settings; they are in the file.
    private Task<CommandResult> SuspectsAsync(PluginFolder plugins, string score, string section = "{}")
    {
        var shipped = Path.Combine(AppContext.BaseDirectory, "plugins");
        Run.Write("appsettings.json", $$"""
            { "Plugins": { "Directories": ["{{shipped}}", "{{plugins.Path}}"] }, "Suspects": {{section}} }
            """);
        return SamHostProcess.RunAsync(Run.Folder, ["suspects", "runs/small", "--score", score]);
    }
}
