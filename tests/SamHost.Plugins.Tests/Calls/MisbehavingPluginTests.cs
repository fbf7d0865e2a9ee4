using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.Runs;
using SamHost.TestSupport;

namespace SamHost.Plugins.Tests.Calls;

/// <summary>
/// Plugins that do what they should not, by the real program: the run fails by the plugin's name and the call, and the other runs complete.
/// </summary>
[Trait("Duration", "Long")]
public sealed class MisbehavingPluginTests : IDisposable
{
    private readonly CommandRun _run = new();
    private readonly PluginFolder _plugins = new("Misbehaving");

    public void Dispose()
    {
        _run.Dispose();
        _plugins.Dispose();
    }

    [Fact]
    public async Task Optimizers_that_throw_return_what_is_none_or_harm_what_is_lent_fail_their_runs_alone()
    {
        var failures = new Dictionary<string, string>
        {
            ["throws-in-step"] = "Step: no gradient today",
            ["throws-when-created"] = "the constructor: not on a Monday",
            ["returns-nothing"] = "Step: it returned no results.",
            ["wrong-shape"] = "Step: its Loss has the shape [17]; it must be [16].",
            ["wrong-type"] = "Step: its Loss is of the type Int64; it must be a floating-point one.",
            ["wrong-device"] = "Step: its Margin is on the device meta; it must be on cpu.",
            ["disposed-results"] = "Step: it returned LogitWeight disposed.",
            ["nan-weights"] = "Step: all losses are finite, but it left weights that are not: either it wrote them so, or the learning "
                + "rate (0.05) is far too large.",
            ["disposes-parameters"] = "Step: it disposed a parameter of the model, which is not its own.",
            ["disposes-batch"] = "Step: it disposed the batch's Labels, which is not its own.",
        };

        var result = await RunAsync("--set", Optimizers(["sgd", .. failures.Keys, "1-sam"]), "--set", "Study:Epochs=3");

        Assert.Equal((ExitCode.RunFailed, ""), (result.Exit, result.Errors));
        foreach (var (name, failure) in failures)
        {
            var reason = $"The optimizer '{name}' of the plugin Misbehaving failed in {failure}";
            Assert.Contains($" failed: {reason}\n", result.Output, StringComparison.Ordinal);
            Assert.Equal(("failed", reason), EndOf($"{name}-s1-"));
        }

        Assert.Contains($"{failures.Count} runs failed", result.Output, StringComparison.Ordinal);
        Assert.Equal("completed", EndOf("sgd-s1-").Status);
        Assert.Equal("completed", EndOf("1-sam-s1-").Status);
        Assert.DoesNotContain("   at ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Those_that_hang_or_end_their_process_are_named_and_the_other_processes_complete()
    {
        var result = await RunAsync(
            "--set", Optimizers("hangs", "exits", "fails-natively", "sgd", "1-sam"), "--parallel=2", "--set", "Plugins:CallLimit=00:00:02");

        Assert.Equal((ExitCode.RunFailed, ""), (result.Exit, result.Errors));
        string[] reasons =
        [
            "Step of the optimizer 'hangs' of the plugin Misbehaving has taken more than 00:00:02 (Plugins:CallLimit).",
            "Step of the optimizer 'exits' of the plugin Misbehaving has ended the process.",
            "Its process was ended by signal 6 in Step of the optimizer 'fails-natively' of the plugin Misbehaving.",
        ];
        Assert.All(reasons, reason => Assert.Contains($" failed: {reason}\n", result.Output, StringComparison.Ordinal));
        Assert.Equal(
            reasons.Select(reason => ((string?)"failed", (string?)reason)),
            new[] { "hangs-s1-", "exits-s1-", "fails-natively-s1-" }.Select(EndOf));
        Assert.Equal(("completed", "completed"), (EndOf("sgd-s1-").Status, EndOf("1-sam-s1-").Status));
        // What the ledger says of them is the same, also of those whose processes said nothing any more.
        var rows = JsonNode.Parse(_run.Invoke("runs", "--json", "--status", "failed").Output)!.AsArray();
        Assert.Equal(reasons.Order(StringComparer.Ordinal), rows.Select(row => (string?)row!["reason"]).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("hangs", "Step of the optimizer 'hangs' of the plugin Misbehaving has taken more than 00:00:01 (Plugins:CallLimit).")]
    [InlineData("exits", "Step of the optimizer 'exits' of the plugin Misbehaving has ended the process.")]
    public async Task In_the_process_of_the_study_they_end_it_and_the_same_command_goes_on_with_the_others(string optimizer, string reason)
    {
        string[] command = ["--set", Optimizers("sgd", optimizer, "1-sam"), "--set", "Plugins:CallLimit=00:00:01"];
        for (var time = 1; time <= 2; time++)
        {
            var result = await RunAsync(command);

            Assert.Equal((ExitCode.RunFailed, ""), (result.Exit, result.Errors));
            Assert.Contains($" failed: {reason}\nThe study ends here", result.Output, StringComparison.Ordinal);
            Assert.Equal(("failed", reason), EndOf($"{optimizer}-s1-"));
            Assert.Equal("completed", EndOf("sgd-s1-").Status);
            Assert.DoesNotContain("the last time", result.Output, StringComparison.Ordinal);
        }

        // Whoever ended the process the first time comes last the second time.
        Assert.Equal("completed", EndOf("1-sam-s1-").Status);
    }

    [Fact]
    public async Task A_native_failure_in_the_process_of_the_study_is_told_of_the_next_time()
    {
        string[] command = ["--set", Optimizers("fails-natively", "sgd")];
        var first = await RunAsync(command);
        var second = await RunAsync(command);

        Assert.Equal((128 + 6, 128 + 6), ((int)first.Exit, (int)second.Exit));
        Assert.Equal("completed", EndOf("sgd-s1-").Status);
        Assert.Contains(
            " did not come to its end the last time, and was in Step of the optimizer 'fails-natively' of the plugin Misbehaving.\n",
            second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_constructor_that_hangs_fails_its_run_alone_and_not_the_study_that_tries_it_first()
    {
        var result =
            await RunAsync("--set", Optimizers("hangs-when-created", "sgd"), "--parallel=1", "--set", "Plugins:CallLimit=00:00:01");

        Assert.Equal((ExitCode.RunFailed, ""), (result.Exit, result.Errors));
        const string Reason = "The constructor of the optimizer 'hangs-when-created' of the plugin Misbehaving has taken more than "
            + "00:00:01 (Plugins:CallLimit).";
        Assert.Contains($" failed: {Reason}\n", result.Output, StringComparison.Ordinal);
        Assert.Equal("completed", EndOf("sgd-s1-").Status);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_process_that_a_plugin_leaves_behind_is_not_waited_for()
    {
        var result = await RunAsync("--set", Optimizers("leaves-a-process", "sgd"), "--parallel=1");
        await File.WriteAllTextAsync(_run.File("stop"), "", TestContext.Current.CancellationToken);

        Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
        Assert.Equal(("completed", "completed"), (EndOf("leaves-a-process-s1-").Status, EndOf("sgd-s1-").Status));
    }

    [Fact]
    public async Task Weights_that_are_no_numbers_amid_an_epoch_are_not_laid_to_the_learning_rate_alone()
    {
        var result = await RunAsync("--set", Optimizers("late-nan-weights"), "--set", "Study:BatchSize=4");

        Assert.Equal((ExitCode.RunFailed, ""), (result.Exit, result.Errors));
        Assert.Matches(
            @"^It diverged: in step 2 \(epoch 1\) .* Weights are not finite either: a step before left them so, "
            + @"because late-nan-weights wrote them or because the learning rate \(0\.05\) is far too large\.$",
            EndOf("late-nan-weights-s1-").Reason);
    }

    [Fact]
    public async Task Observers_are_named_whatever_call_they_throw_in()
    {
        string[] calls = ["RunStarting", "EpochStarting", "StepCompleted", "EpochCompleted", "RunCompleted"];
        _run.Write("observers.json", $$"""
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
    [InlineData("hang", "Register of the plugin Misbehaving has taken more than 00:00:01 (Plugins:CallLimit).")]
    [InlineData("exit", "Register of the plugin Misbehaving has ended the process.")]
    public async Task A_plugin_that_hangs_or_ends_the_process_while_it_registers_is_named(string what, string reason)
    {
        using var process = SamHostProcess.StartWith(
            new() { ["MISBEHAVE"] = what }, _run.Folder, ["run", .. _plugins.BesideShipped, "--set", "Plugins:CallLimit=00:00:01"]);

        var result = await process.EndAsync();

        Assert.Equal((ExitCode.RunFailed, reason + "\n"), (result.Exit, result.Errors));
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
        "The schedule 'negative' of the plugin Misbehaving failed in Factor: it returned -1; a factor is finite and not negative.")]
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

    [Fact]
    public async Task An_optimizer_that_keeps_tensors_has_one_warning_that_names_it()
    {
        var result = await RunAsync(
            "--set", Optimizers("leaks", "sgd"), "--set", "Study:BatchSize=1", "--set", "Study:Epochs=15", "--set",
            "Study:EvaluationEvery=15");

        Assert.Equal((ExitCode.Success, ""), (result.Exit, result.Errors));
        var warning = Assert.Single(result.Output.Split('\n'), line => line.Contains("never disposed", StringComparison.Ordinal));
        Assert.Matches(
            @"^warning: leaks-s1-\w+: after each of the last 100 steps there were more tensors than before it, 1\d\d in all: "
            + "the optimizer 'leaks' of the plugin Misbehaving keeps",
            warning);
    }

    private static string Optimizers(params IEnumerable<string> names) =>
        $"Study:Optimizers=[{string.Join(",", names.Select(name => $$"""{"Name":"{{name}}"}"""))}]";

    private Task<CommandResult> SweepAsync(string path, params string[] names)
    {
        _run.Write(
            "sweep.json",
            $$"""
            { "Study": { "Sweep": { "{{path}}": [{{string.Join(", ", names.Select(name => $$"""{ "Name": "{{name}}" }"""))}}] } } }
            """);
        return RunAsync("sweep.json");
    }

    private Task<CommandResult> RunAsync(params string[] arguments) =>
        SamHostProcess.RunAsync(_run.Folder, ["run", .. arguments, .. _plugins.BesideShipped]);

    /// <summary>What the manifest of the one run whose id begins so says of its end.</summary>
    private (string? Status, string? Reason) EndOf(string id)
    {
        var folder = Assert.Single(
            Directory.GetDirectories(_run.File("runs", "small")),
            folder => !RunFolder.IsPrevious(folder) && Path.GetFileName(folder).StartsWith(id, StringComparison.Ordinal));
        var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "manifest.json")))!;
        return ((string?)manifest["status"], (string?)manifest["reason"]);
    }
}
