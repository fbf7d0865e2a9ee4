using System.Text.Json.Nodes;
using SamHost.Contracts.Optimization;
using SamHost.Runs;
using SamHost.TestSupport;
using SamHost.Training.Checkpointing;
using static TorchSharp.torch;

namespace SamHost.Training.Tests;

/// <summary>What becomes of a run in which a loss or a gradient is no number.</summary>
public class DivergenceTests
{
    private const double Much = 1e30;

    private static string Study(string policy, double learningRate = Much) => $$"""
        {
          "Study": {
            "Seeds": [1, 2], "OnDivergence": "{{policy}}",
            "Optimizers": [
              { "Name": "1-sam", "Label": "wild", "BaseRule": { "Name": "sgd", "Options": { "LearningRate": {{learningRate:R}} } } },
              { "Name": "1-sam", "Label": "tame" }
            ]
          }
        }
        """;

    [Fact]
    public void It_stops_with_the_weights_of_before_the_step_and_the_other_runs_go_on()
    {
        using var study = new SmallStudy(Study("Stop"));

        var outcomes = study.Run().Outcomes;

        foreach (var wild in outcomes.Where(outcome => outcome.Label == "wild"))
        {
            Assert.Matches(
                @"^It diverged: in step 1 \(epoch 1\) the loss and the gradient of 1-sam are not finite; the losses of the examples "
                + @"[0-9, ]+ and [0-9]+ more are no numbers\. The learning rate was 1E\+30; a smaller one may hold\. "
                + @"The weights before that step are in .+step-000000000001\.$",
                wild.Error);
            var manifest = JsonNode.Parse(File.ReadAllText(Path.Combine(wild.Folder, RunFolder.ManifestFile)))!;
            Assert.Equal(("failed", wild.Error), ((string?)manifest["status"], (string?)manifest["reason"]));
            Assert.False(File.Exists(Path.Combine(wild.Folder, RunFolder.ErrorFile)));
            using var state = new CheckpointFolder(wild.Folder).Newest(Assert.Fail)!.Value.State;
            Assert.All(
                state.Model.Values, weights => Assert.All(weights.data<float>().ToArray(), number => Assert.True(float.IsFinite(number))));
            Assert.Equal(1, state.Step);
        }

        Assert.Equal(2, outcomes.Count(outcome => outcome.Label == "tame" && outcome.Result is not null));
    }

    [Fact]
    public void A_step_is_left_out_and_the_run_goes_on_but_not_for_ever()
    {
        using var study = new SmallStudy(Study("Skip"));

        var wild = study.Run().Outcomes.First(outcome => outcome.Label == "wild");

        // Eight steps in all: the weights are far away after the first, and every other is left out.
        Assert.Null(wild.Error);
        Assert.Equal(7, wild.Result!.SkippedSteps);
        using var longer = new SmallStudy(Study("Skip"), """{ "Study": { "Epochs": 9 } }""");
        Assert.Contains(
            "The 10 steps before it were left out for the same reason.",
            longer.Run().Outcomes.First(outcome => outcome.Label == "wild").Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_go_back_to_the_last_checkpoint_which_there_is_from_the_start()
    {
        using var study = new SmallStudy(Study("Restore"));

        var wild = study.Run().Outcomes.First(outcome => outcome.Label == "wild");

        // A good step, which leads far away, then one that is left out and leads back: in turns.
        Assert.Equal((null, 4), (wild.Error, wild.Result!.SkippedSteps));
        using var state = new CheckpointFolder(wild.Folder).Newest(Assert.Fail)!.Value.State;
        Assert.All(
            state.Model.Values, weights => Assert.All(weights.data<float>().ToArray(), number => Assert.True(float.IsFinite(number))));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_direction_that_is_not_finite_moves_no_weight(bool hasFiniteLoss)
    {
        var poison = new Poison(hasFiniteLoss);
        using var scene = new SmallScene([], optimizer: poison);

        var error = Assert.Throws<SamHost.Training.DivergedException>(() => scene.Train());

        Assert.Contains(
            hasFiniteLoss
                ? "the gradient of sgd is not finite; all losses are, the largest is that of example"
                : "the loss and the gradient of sgd are not finite", error.Message, StringComparison.Ordinal);
        Assert.Equal(poison.Before, poison.Weights!.data<float>().ToArray());
    }

    [Fact]
    public void A_direction_whose_sum_is_beyond_all_numbers_is_followed_while_it_is_finite_itself()
    {
        using var scene = new SmallScene([], epochs: 1, optimizer: new Large());

        scene.Train();
    }

    private sealed class Poison(bool hasFiniteLoss) : IOptimizer
    {
        public float[]? Before { get; private set; }

        public Tensor? Weights { get; private set; }

        public PerExampleResults Step(TrainingStep step)
        {
            using var pass = step.Gradients.Forward(step.Batch);
            pass.Backward(pass);
            Weights = step.Parameters[0];
            Before = Weights.data<float>().ToArray();
            step.Parameters[0].grad![0, 0] = double.PositiveInfinity;
            step.BaseRule.Step();
            var results = step.Results(pass);
            if (!hasFiniteLoss) results.Loss[1] = double.NaN;
            return results;
        }
    }

    private sealed class Large : IOptimizer
    {
        public PerExampleResults Step(TrainingStep step)
        {
            using var pass = step.Gradients.Forward(step.Batch);
            pass.Backward(pass);
            // Zero weights are left alone by a learning rate of next to nothing; the sum of nine such numbers is infinite.
            foreach (var parameter in step.Parameters) parameter.grad!.fill_(3e38f);
            var before = step.Parameters[0].detach().clone();
            step.BaseRule.Step();
            Assert.False(before.data<float>().SequenceEqual(step.Parameters[0].data<float>()));
            foreach (var parameter in step.Parameters)
            {
                using var _ = no_grad();
                parameter.zero_();
                parameter.grad!.zero_();
            }

            return step.Results(pass);
        }
    }
}
