using SamHost.Configuration;

namespace SamHost.Plugins.Tests.Calls;

/// <summary>
/// Observers, losses, base rules, schedules, models, data sets and noise models that do what they should not, by the real program: the run
/// fails by the plugin's name and the call, and the other runs complete.
/// </summary>
[Trait("Duration", "Long")]
public sealed class MisbehavingComponentTests : MisbehavingRuns
{
    [Fact]
    public async Task Observers_are_named_whatever_call_they_throw_in()
    {
        string[] calls = ["RunStarting", "EpochStarting", "StepCompleted", "EpochCompleted", "RunCompleted"];
        Run.Write("observers.json", $$"""
            { "Study": { "Observers": [{ "Name": "throwing" }], "Sweep": { "Study:Observers:0:Options:In": ["nothing", {{string.Join(", ",
              calls.Select(call => $"\"{call}\""))}}] } } }
            """);

        var result = await RunAsync("observers.json");

        Assert.Equal((ExitCode.RunFailed, ""), (result.Exit, result.Errors));
        foreach (var call in calls)
        {
            var reason = $"The observer 'throwing' of the plugin Misbehaving failed in {call}: it rains";
            Assert.Contains($" failed: {reason}\n", result.Output, StringComparison.Ordinal);
            Assert.Equal(("failed", reason), EndOf($"sgd_In_{call}-s1-"));
        }

        Assert.Equal("completed", EndOf("sgd_In_nothing-s1-").Status);
    }

    [Fact]
    public async Task An_observer_that_throws_over_a_failure_is_named_beside_the_reason()
    {
        var result = await RunAsync(
            "--set", Optimizers("throws-in-step"), "--set", "Study:Epochs=3", "--set",
            """Study:Observers=[{"Name":"throwing","Options":{"In":"RunFailed"}}]""");

        Assert.Equal(ExitCode.RunFailed, result.Exit);
        Assert.Contains(
            ": The observer 'throwing' of the plugin Misbehaving failed in RunFailed: it rains\n", result.Output, StringComparison.Ordinal);
        Assert.Equal(
            ("failed", "The optimizer 'throws-in-step' of the plugin Misbehaving failed in Step: no gradient today"),
            EndOf("throws-in-step-s1-"));
    }

    [Theory]
    [InlineData(
        "Loss", "mean-loss",
        "The loss 'mean-loss' of the plugin Misbehaving failed in Losses: it returned Float32 []; right is a tensor of its own, Float32 "
            + "[16].")]
    [InlineData(
        "Loss", "borrowed-scales",
        "The loss 'borrowed-scales' of the plugin Misbehaving failed in Scales: it returned Float32 [16, 1]; right is a tensor of its "
            + "own, Float32 [16, 1].")]
    [InlineData(
        "BaseRule", "saves-step",
        "The base rule 'saves-step' of the plugin Misbehaving failed in Save: it saved a value called 'step', which is the host's; give "
            + "it another name.")]
    [InlineData(
        "Schedule", "negative",
        "The schedule 'negative' of the plugin Misbehaving failed in Factor: it returned -1; right is a number, finite and not negative.")]
    public async Task Losses_base_rules_and_schedules_are_named(string kind, string name, string reason)
    {
        var result = await RunAsync(
            "--set", "Study:BatchSize=16", "--set", "Study:Epochs=4", "--set",
            $$$"""Study:Optimizers=[{"Name":"sgd","{{{kind}}}":{"Name":"{{{name}}}"}},{"Name":"1-sam"}]""");

        Assert.Equal((ExitCode.RunFailed, ""), (result.Exit, result.Errors));
        var end = EndOf("sgd-s1-");
        Assert.Equal("failed", end.Status);
        Assert.Equal(reason, end.Reason);
        Assert.Equal("completed", EndOf("1-sam-s1-").Status);
    }

    [Fact]
    public async Task An_observer_that_disposes_results_is_named_and_not_the_one_that_meets_them_next()
    {
        var result = await RunAsync("--set", """Study:Observers=[{"Name":"disposing"}]""");

        Assert.Equal(ExitCode.RunFailed, result.Exit);
        Assert.Equal(
            ("failed",
                "The observer 'disposing' of the plugin Misbehaving failed in StepCompleted: it disposed the results' Loss, which is not "
                    + "its own."), EndOf("sgd-s1-"));
    }

    [Fact]
    public async Task What_fails_when_it_is_disposed_is_named_and_the_run_stays_complete()
    {
        var result = await RunAsync("--set", Optimizers("throws-when-disposed"));

        Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
        Assert.Contains("warning: throws-when-disposed-s1-", result.Output, StringComparison.Ordinal);
        Assert.Contains(
            ": The optimizer 'throws-when-disposed' of the plugin Misbehaving failed in Dispose: it clings to life\n", result.Output,
            StringComparison.Ordinal);
        Assert.Equal("completed", EndOf("throws-when-disposed-s1-").Status);
    }

    [Fact]
    public async Task A_model_is_named_and_not_the_optimizer_that_calls_it()
    {
        var result = await SweepAsync("Study:Model", "linear", "wrong-logits", "throws-in-forward");

        Assert.Equal((ExitCode.RunFailed, ""), (result.Exit, result.Errors));
        Assert.Equal("failed", EndOf("sgd_Model_wrong-logits-s1-").Status);
        // It is tried on a few examples first.
        Assert.Matches(
            @"^The model 'wrong-logits' of the plugin Misbehaving failed in forward: it returned \[(\d+), 4\] for \1 examples; "
            + @"for 2 classes logits must be \[\1, 2\] or \[\1, 1\]\.$",
            EndOf("sgd_Model_wrong-logits-s1-").Reason);
        Assert.Equal(
            ("failed", "The model 'throws-in-forward' of the plugin Misbehaving failed in forward: it lost its weights"),
            EndOf("sgd_Model_throws-in-forward-s1-"));
        Assert.Equal("completed", EndOf("sgd_Model_linear-s1-").Status);
    }

    [Theory]
    [InlineData(
        "Study:Noise", "none", "throwing", "The noise model 'throwing' of the plugin Misbehaving failed in Corrupt: too quiet here")]
    [InlineData(
        "Study:Noise", "none", "disposing",
        "The noise model 'disposing' of the plugin Misbehaving failed in Corrupt: it disposed the inputs, which are not its own.")]
    [InlineData(
        "Study:Dataset", "digits", "throwing", "The data set 'throwing' of the plugin Misbehaving failed in Load: the library is closed")]
    public async Task Data_and_noise_fail_their_runs_alone_the_first_ones_too(string path, string good, string bad, string reason)
    {
        var result = await SweepAsync(path, bad, good);

        Assert.Equal((ExitCode.RunFailed, ""), (result.Exit, result.Errors));
        Assert.Contains($": {reason}\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("1 run failed", result.Output, StringComparison.Ordinal);
        Assert.Equal("completed", EndOf($"sgd_{path.Split(':')[1]}_{good}-s1-").Status);
    }

    [Fact]
    public async Task A_loader_that_disposes_what_it_returned_is_named_and_one_that_throws_at_its_end_only_warned_of()
    {
        var result = await SweepAsync("Study:Dataset", "clinging", "throws-at-its-end");

        Assert.Equal((ExitCode.RunFailed, ""), (result.Exit, result.Errors));
        Assert.Contains(
            ": The data set 'clinging' of the plugin Misbehaving failed in Dispose: it disposed examples that it returned, which are no "
                + "longer its own.\n", result.Output, StringComparison.Ordinal);
        Assert.Contains(
            "warning: The data set 'throws-at-its-end' of the plugin Misbehaving failed in Dispose: it clings to life\n", result.Output,
            StringComparison.Ordinal);
        Assert.Contains("1 run failed", result.Output, StringComparison.Ordinal);
        Assert.Equal("completed", EndOf("sgd_Dataset_throws-at-its-end-s1-").Status);
    }
}
