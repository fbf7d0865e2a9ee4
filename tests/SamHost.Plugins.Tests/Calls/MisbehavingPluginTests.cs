using System.Text.Json.Nodes;
using SamHost.Configuration;
using SamHost.TestSupport;

namespace SamHost.Plugins.Tests.Calls;

/// <summary>
/// Optimizers and registrations that do what they should not, by the real program: the run fails by the plugin's name and the call, and the
/// other runs complete.
/// </summary>
[Trait("Duration", "Long")]
public sealed class MisbehavingPluginTests : MisbehavingRuns
{
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
        var rows = JsonNode.Parse(Run.Invoke("runs", "--json", "--status", "failed").Output)!.AsArray();
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
        await File.WriteAllTextAsync(Run.File("stop"), "", TestContext.Current.CancellationToken);

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

    [Theory]
    [InlineData("hang", "Register of the plugin Misbehaving has taken more than 00:00:01 (Plugins:CallLimit).")]
    [InlineData("exit", "Register of the plugin Misbehaving has ended the process.")]
    public async Task A_plugin_that_hangs_or_ends_the_process_while_it_registers_is_named(string what, string reason)
    {
        using var process = SamHostProcess.StartWith(
            new() { ["MISBEHAVE"] = what }, Run.Folder, ["run", .. Plugins.BesideShipped, "--set", "Plugins:CallLimit=00:00:01"]);

        var result = await process.EndAsync();

        Assert.Equal((ExitCode.RunFailed, reason + "\n"), (result.Exit, result.Errors));
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
}
