using SamHost.Contracts.Data;
using SamHost.Contracts.Gradients;
using SamHost.Contracts.Optimization;
using SamHost.Contracts.Suspects;
using SamHost.Contracts.Training;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Testing.Tests;

/// <summary>Components that break their contract fail the check of their kind, with a message that says what to do.</summary>
public class BrokenComponentTests
{
    [Fact]
    public void A_loss_whose_scales_are_no_derivatives() =>
        Fails(() => LossCheck.Run(() => new WrongScales()), "differs from finite differences of Losses");

    [Fact]
    public void A_loss_that_mixes_examples() =>
        Fails(() => LossCheck.Run(() => new MixedExamples()), "per-example gradients are not those of the examples");

    [Fact]
    public void An_augmentation_that_draws_from_the_global_generator() =>
        Fails(() => AugmentationCheck.Run(() => new GlobalNoise()), "draw from context.Generator alone");

    [Fact]
    public void An_augmentation_that_works_in_place() =>
        Fails(() => AugmentationCheck.Run(() => new InPlace()), "changed the batch's inputs in place");

    [Fact]
    public void An_augmentation_that_leaves_tensors() =>
        Fails(() => AugmentationCheck.Run(() => new Leaking()), "left 1 tensors beside its dispose scope");

    [Fact]
    public void An_optimizer_that_counts_its_steps_and_does_not_save_them() =>
        Fails(() => OptimizerCheck.Run(() => new Forgetful()), "Save has to write down everything");

    [Fact]
    public void An_optimizer_that_is_not_sgd_without_a_perturbation() =>
        Fails(() => OptimizerCheck.Run(() => new Doubled(), () => new Doubled()), "without a perturbation a rule of this family is SGD");

    [Fact]
    public void An_optimizer_that_forgets_its_base_rule() =>
        Fails(() => OptimizerCheck.Run(() => new NoStep()), "a step of training calls it once");

    [Fact]
    public void A_schedule_that_counts_its_calls() =>
        Fails(() => ScheduleCheck.Run(() => new CountingSchedule()), "depends on what was asked before");

    [Fact]
    public void A_base_rule_that_climbs() =>
        Fails(() => BaseRuleCheck.Run(() => new Climbing()), "an update goes against the direction");

    [Fact]
    public void A_noise_model_with_another_rate_than_it_says() =>
        Fails(() => NoiseCheck.Run(() => new NoNoise(), rate: 0.4), "40.0 % were asked for");

    [Fact]
    public void A_metric_of_the_first_example() =>
        Fails(() => MetricCheck.Run(() => new FirstExample()), "In another order of the examples");

    [Fact]
    public void A_score_that_leaves_examples_out() =>
        Fails(() => SuspectScoreCheck.Run(() => new Short()), "scores for 20 examples");

    [Fact]
    public void Options_without_a_description() =>
        Fails(() => OptionsCheck.Run(typeof(BareOptions)), "BareOptions.Rate has no [Description]");

    private static void Fails(Action check, string message) =>
        Assert.Contains(message, Assert.Throws<CheckFailedException>(check).Message, StringComparison.Ordinal);

    private sealed class WrongScales : ILoss
    {
        public Tensor Losses(LossBatch batch) => LogitLoss.Losses(batch.Logits, batch.Labels);

        public Tensor Scales(LossBatch batch) => 1.001 * LogitLoss.Scales(batch.Logits, batch.Labels);
    }

    private sealed class MixedExamples : ILoss
    {
        public Tensor Losses(LossBatch batch)
        {
            var losses = LogitLoss.Losses(batch.Logits, batch.Labels);
            return losses * losses.detach().mean();
        }

        public Tensor Scales(LossBatch batch)
        {
            using var _ = enable_grad();
            var logits = batch.Logits.detach().requires_grad_();
            var losses = LogitLoss.Losses(logits, batch.Labels);
            return autograd.grad([(losses * losses.mean()).sum() / 2], [logits])[0];
        }
    }

    private sealed class GlobalNoise : IAugmentation
    {
        public Batch Augment(Batch batch, AugmentationContext context) => batch with { Inputs = batch.Inputs * rand(1) };
    }

    private sealed class InPlace : IAugmentation
    {
        public Batch Augment(Batch batch, AugmentationContext context) => batch with { Inputs = batch.Inputs.mul_(0.5) };
    }

    private sealed class Leaking : IAugmentation
    {
        public Batch Augment(Batch batch, AugmentationContext context)
        {
            _ = zeros(1).DetachFromDisposeScope();
            return batch;
        }
    }

    private sealed class Forgetful : IOptimizer, ICheckpointed
    {
        private int _steps;

        public PerExampleResults Step(TrainingStep step)
        {
            using var pass = step.Gradients.Forward(step.Batch);
            pass.Backward(scaleFrom: pass);
            foreach (var parameter in step.Parameters) parameter.grad!.mul_(++_steps);
            step.BaseRule.Step();
            return step.Results(pass);
        }

        public void Save(CheckpointedState state)
        {
        }

        public void Restore(CheckpointedState state)
        {
        }
    }

    private sealed class Doubled : IOptimizer
    {
        public PerExampleResults Step(TrainingStep step)
        {
            using var pass = step.Gradients.Forward(step.Batch);
            pass.Backward(scaleFrom: pass);
            foreach (var parameter in step.Parameters) parameter.grad!.mul_(2);
            step.BaseRule.Step();
            return step.Results(pass);
        }
    }

    private sealed class NoStep : IOptimizer
    {
        public PerExampleResults Step(TrainingStep step)
        {
            using var pass = step.Gradients.Forward(step.Batch);
            pass.Backward(scaleFrom: pass);
            return step.Results(pass);
        }
    }

    private sealed class CountingSchedule : ISchedule
    {
        private int _calls;

        public double Factor(long step, ScheduleClock clock) => 1.0 / ++_calls;
    }

    private sealed class Climbing : IUpdateRule
    {
        private IReadOnlyList<Parameter> _parameters = [];

        public double LearningRate => 0.1;

        public void Attach(IReadOnlyList<Parameter> parameters) => _parameters = parameters;

        public void Update(double learningRate)
        {
            foreach (var parameter in _parameters)
            {
                if (parameter.grad is { } grad) parameter.add_(grad * learningRate);
            }
        }

        public void Save(CheckpointedState state)
        {
        }

        public void Restore(CheckpointedState state)
        {
        }
    }

    private sealed class NoNoise : ILabelNoise
    {
        public long[] Corrupt(NoiseRequest request) => [.. request.Labels];
    }

    private sealed class FirstExample : IMetric
    {
        public string Name => "first";

        public double? Measure(EvaluatedModel evaluated) => evaluated.Test.Logits[0, 0].ToDouble();
    }

    private sealed class Short : ISuspectScore
    {
        public double[]? Add(RecordedEpoch epoch) => [1];
    }

    private sealed class BareOptions
    {
        public double Rate { get; set; }
    }
}
