using SamHost.Contracts.Optimization;
using SamHost.Contracts.Plugins;
using SamHost.Contracts.Training;
using SamHost.Plugins.Calls;
using SamHost.Plugins.OptimizerSam;
using SamHost.TestSupport;
using static TorchSharp.torch;

namespace SamHost.Training.Tests;

/// <summary>The exact order of an observer's calls, which the contract promises.</summary>
public class LifecycleTests
{
    private static readonly string[] FirstEpoch =
        ["RunStarting", "EpochStarting 1", "StepCompleted 1 0", "StepCompleted 1 1", "EpochCompleted 1"];

    private readonly List<string> _lines = [];

    [Fact]
    public void A_run_to_the_end_evaluates_every_second_epoch_and_the_last()
    {
        var (first, second) = (new Diary("a", _lines), new Diary("b", _lines));
        using var scene = new SmallScene([first, second], epochs: 3, evaluationEvery: 2);

        var result = scene.Train();

        AssertCalls(
            2,
            [
                .. FirstEpoch,
                "EpochStarting 2", "StepCompleted 2 2", "StepCompleted 2 3", "EpochCompleted 2 evaluated",
                "EpochStarting 3", "StepCompleted 3 4", "StepCompleted 3 5", "EpochCompleted 3 evaluated",
                "RunCompleted",
            ]);
        Assert.Same(result, first.Result);
        Assert.Same(first.Evaluations[^1], result.Final);
        Assert.Equal(first.Evaluations.Max(evaluation => evaluation.TestAccuracy), result.PeakTestAccuracy);
        Assert.Equal((3, null), (result.EpochsCompleted, result.StopReason));
    }

    [Fact]
    public void A_model_that_is_a_single_layer_is_trained_as_one_that_has_it()
    {
        Assert.Equal(Train(() => nn.Sequential(nn.Linear(3, 3))), Train(() => nn.Linear(3, 3)));

        static Evaluation Train(Func<nn.Module<Tensor, Tensor>> build)
        {
            using var scene = new SmallScene([], optimizer: new OneSam(new() { Rho = 0.2 }), build: build);
            return scene.Train().Final;
        }
    }

    [Fact]
    public void A_request_to_stop_ends_the_run_after_the_epoch_as_completed()
    {
        var stopping = new Diary("a", _lines);
        Diary? asking = null;
        asking = new Diary("b", _lines, line =>
        {
            if (line.StartsWith("StepCompleted", StringComparison.Ordinal)) asking!.Run!.RequestStop($"enough at {line}");
        });
        using var scene = new SmallScene([stopping, asking], epochs: 9, evaluationEvery: 5);

        var result = scene.Train();

        AssertCalls(2, [.. FirstEpoch, "RunCompleted"]);
        Assert.Equal("enough at StepCompleted 1 0", result.StopReason);
        Assert.Equal((1, 1), (result.EpochsCompleted, result.PeakEpoch));
        Assert.Equal(scene.AccuracyNow(), result.Final.TestAccuracy);
        Assert.Equal(result.Final.TestAccuracy, result.PeakTestAccuracy);
    }

    [Fact]
    public void A_run_that_stops_between_evaluations_ends_with_one_of_its_last_weights()
    {
        Diary? asking = null;
        asking = new Diary("a", _lines, line =>
        {
            if (line == "EpochStarting 3") asking!.Run!.RequestStop("enough");
        });
        using var scene = new SmallScene([asking], epochs: 9, evaluationEvery: 2);

        var result = scene.Train();

        Assert.NotEqual(asking.Evaluations.Single().TestLoss, result.Final.TestLoss);
        Assert.Equal(scene.AccuracyNow(), result.Final.TestAccuracy);
        Assert.True(result.PeakTestAccuracy >= result.Final.TestAccuracy);
    }

    [Theory]
    [InlineData("RunStarting", 2)]
    [InlineData("EpochStarting 1", 3)]
    [InlineData("StepCompleted 2 2", 3)]
    [InlineData("EpochCompleted 1 evaluated", 3)]
    [InlineData("RunCompleted", 3)]
    public void An_observer_that_throws_fails_the_run_of_all_that_were_started(string call, int told)
    {
        var cause = new InvalidOperationException("it rains");
        Diary[] observers =
        [
            new("a", _lines),
            new("b", _lines, line =>
            {
                if (line == call) throw cause;
            }),
            new("c", _lines),
        ];
        using var scene = new SmallScene(observers);

        var failure = Assert.Throws<ComponentFailedException>(() => scene.Train());

        Assert.Equal($"The observer Diary failed in {call.Split(' ')[0]}: it rains", failure.Message);
        Assert.Same(cause, failure.InnerException);
        // Nothing after the call that threw but the news, once to each that was started.
        Assert.Equal(["b " + call, .. new[] { "a", "b", "c" }.Take(told).Select(name => name + " RunFailed")], _lines[^(told + 1)..]);
        Assert.All(observers.Take(told), observer => Assert.Same(failure, observer.Reason));
        Assert.Equal(told, _lines.Count(line => line.EndsWith("RunFailed", StringComparison.Ordinal)));
    }

    [Fact]
    public void An_observer_that_throws_over_a_failure_hides_neither_the_reason_nor_the_news()
    {
        var throwing = new Diary("a", _lines, line =>
        {
            if (line is "RunFailed") throw new InvalidOperationException("not now");
        });
        var failing = new Diary("b", _lines, line =>
        {
            if (line == "EpochStarting 1") throw new InvalidOperationException("it rains");
        });
        using var scene = new SmallScene([throwing, failing]);

        var failure = Assert.Throws<ComponentFailedException>(() => scene.Train());

        Assert.EndsWith("it rains", failure.Message, StringComparison.Ordinal);
        Assert.Same(failure, failing.Reason);
    }

    [Fact]
    public void An_optimizer_that_throws_is_named_with_the_call()
    {
        var observer = new Diary("a", _lines);
        using var scene = new SmallScene([observer], optimizer: new Throwing(new InvalidOperationException("no gradient today")));

        var failure = Assert.Throws<ComponentFailedException>(() => scene.Train());

        Assert.Equal("The optimizer 'sgd' failed in Step: no gradient today", failure.Message);
        AssertCalls(1, ["RunStarting", "EpochStarting 1", "RunFailed"]);
        Assert.Same(failure, observer.Reason);
    }

    [Fact]
    public void What_a_component_says_to_the_user_stays_as_it_is()
    {
        using var scene = new SmallScene([], optimizer: new Throwing(new ComponentException("Rho does not fit.")));

        Assert.Equal("Rho does not fit.", Assert.Throws<ComponentException>(() => scene.Train()).Message);
    }

    [Fact]
    public void Cancelling_finishes_the_step_in_progress()
    {
        using var source = new CancellationTokenSource();
        var cancelling = new Diary("a", _lines, line =>
        {
            if (line == "StepCompleted 2 2") source.Cancel();
        });
        var other = new Diary("b", _lines);
        using var scene = new SmallScene([cancelling, other]);

        Assert.ThrowsAny<OperationCanceledException>(() => scene.TrainUntil(source.Token));

        AssertCalls(2, [.. FirstEpoch[..^1], "EpochCompleted 1 evaluated", "EpochStarting 2", "StepCompleted 2 2", "RunFailed"]);
        Assert.IsAssignableFrom<OperationCanceledException>(other.Reason);
    }

    [Fact]
    public void The_peak_is_the_first_epoch_of_the_highest_test_accuracy()
    {
        var observer = new Diary("a", _lines);
        using var scene = new SmallScene([observer], epochs: 40);

        var result = scene.Train();

        var accuracies = observer.Evaluations.ConvertAll(evaluation => evaluation.TestAccuracy);
        Assert.True(accuracies.Distinct().Count() > 1);
        Assert.Equal(accuracies.Max(), result.PeakTestAccuracy);
        Assert.Equal(accuracies.IndexOf(accuracies.Max()) + 1, result.PeakEpoch);
        Assert.Equal(accuracies[^1], result.Final.TestAccuracy);
    }

    /// <summary>Asserts that each call came to the observers in their order, before the next call.</summary>
    private void AssertCalls(int observers, string[] calls) =>
        Assert.Equal(calls.SelectMany(call => "abc".Take(observers).Select(name => $"{name} {call}")), _lines);

    private sealed class Throwing(Exception exception) : IOptimizer
    {
        public PerExampleResults Step(TrainingStep step) => throw exception;
    }
}
