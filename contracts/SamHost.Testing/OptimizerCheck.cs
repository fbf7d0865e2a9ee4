using Microsoft.Extensions.Logging.Abstractions;
using SamHost.Contracts.Gradients;
using SamHost.Contracts.Optimization;
using SamHost.Contracts.Plugins;
using SamHost.Contracts.Training;
using SamHost.Gradients;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Testing;

/// <summary>
/// Holds an optimizer to its contract: the same step by the fast rules and by the one-example-at-a-time loop, in float64; SGD's step where
/// its radius is 0; one step of the base rule; results of the right shape; a state that comes back.
/// </summary>
public static class OptimizerCheck
{
    private const double Tolerance = 1e-9;
    private const int Steps = 3;

    /// <summary>Runs the checks.</summary>
    /// <param name="create">Creates the optimizer.</param>
    /// <param name="createAtZero">Creates it with a perturbation radius of 0; null for one without a radius.</param>
    /// <param name="epoch">The epoch, from 1, that the steps say they are in.</param>
    /// <exception cref="CheckFailedException">Something does not hold.</exception>
    public static void Run(Func<IOptimizer> create, Func<IOptimizer>? createAtZero = null, int epoch = 1)
    {
        using var scope = NewDisposeScope();
        long[] models = [.. new long[] { 4, 1 }.Where(logits => Accepts(create(), logits, epoch))];
        Check.That(models.Length > 0, "It refuses models of four logits and of one; call the check with options that allow one of them.");
        foreach (var classes in models)
        {
            var fast = TakeSteps(create(), classes, isLoop: false, epoch);
            var loop = TakeSteps(create(), classes, isLoop: true, epoch);
            foreach (var (step, (one, other)) in fast.Zip(loop).Index())
                Check.That(
                    Check.Error(one, other) < Tolerance,
                    $"Step {step} by the fast rules and by the one-example-at-a-time loop differ by {Check.Error(one, other):G3} of the "
                        + "largest number: take gradients from the passes alone (Forward, Ascend, Perturb, Backward), and keep nothing "
                        + "between steps that depends on how they are computed.");
            if (createAtZero is null) continue;
            var atZero = TakeSteps(createAtZero(), classes, isLoop: false, epoch);
            var mean = TakeSteps(new MeanGradient(), classes, isLoop: false, epoch);
            Check.That(
                Check.Error(atZero[0], mean[0]) < Tolerance,
                $"With Rho = 0 the first direction differs from the mean gradient by {Check.Error(atZero[0], mean[0]):G3} of its largest "
                    + "number: without a perturbation a rule of this family is SGD.");
        }

        StateComesBack(create, models[0], epoch);
    }

    /// <summary>Whether it takes a step with such a model: a rule may be for binary models alone.</summary>
    private static bool Accepts(IOptimizer optimizer, long logits, int epoch)
    {
        try
        {
            using var rig = new Rig(logits, isLoop: false, epoch);
            rig.Take(optimizer, 0);
            return true;
        }
        catch (ComponentException)
        {
            return false;
        }
    }

    private static void StateComesBack(Func<IOptimizer> create, long logits, int epoch)
    {
        var whole = create();
        if (whole is not ICheckpointed) return;
        using var rig = new Rig(logits, isLoop: false, epoch);
        for (var i = 0; i < Steps; i++) rig.Take(whole, i);
        var resumed = create();
        StateCheck.Move((ICheckpointed)whole, (ICheckpointed)resumed);
        Check.That(
            Check.AreSame(rig.Take(whole, Steps), rig.Take(resumed, Steps)),
            "After Save and Restore the next direction has other bits: Save has to write down everything that a later step depends on.");
    }

    private static List<Tensor> TakeSteps(IOptimizer optimizer, long logits, bool isLoop, int epoch)
    {
        using var rig = new Rig(logits, isLoop, epoch);
        return [.. Enumerable.Range(0, Steps).Select(step => rig.Take(optimizer, step))];
    }

    private sealed class MeanGradient : IOptimizer
    {
        public PerExampleResults Step(TrainingStep step)
        {
            using var pass = step.Gradients.Forward(step.Batch);
            pass.Backward(scaleFrom: pass);
            step.BaseRule.Step();
            return step.Results(pass);
        }
    }

    /// <summary>Takes steps with a model, and applies each direction.</summary>
    private sealed class Rig : IDisposable, IBaseRule
    {
        private readonly nn.Module<Tensor, Tensor> _model;
        private readonly IPerExampleGradients _gradients;
        private readonly Action<long> _beginStep;
        private readonly Parameter[] _parameters;
        private readonly int _epoch;
        private readonly Batch _batch;
        private int _calls;
        private Tensor? _direction;

        public Rig(long logits, bool isLoop, int epoch)
        {
            (_model, _epoch, _batch) = (SampleModel.Create(logits), epoch, SampleModel.Batch(logits));
            var loss = new CrossEntropy();
            if (isLoop)
            {
                var exampleLoop = new ExampleLoop(_model, loss);
                (_gradients, _beginStep) = (exampleLoop, exampleLoop.BeginStep);
            }
            else
            {
                var engine = new PerExampleGradients(_model, loss, new GradientsOptions(), 1, NullLogger.Instance) { RecordNorms = true };
                (_gradients, _beginStep) = (engine, engine.BeginStep);
            }

            _parameters = [.. _model.parameters()];
        }

        public double LearningRate => 0.1;

        public Tensor Take(IOptimizer optimizer, int index)
        {
            using (NewDisposeScope())
            {
                (_calls, _direction) = (0, null);
                _beginStep(index);
                var step = new TrainingStep
                {
                    Batch = _batch, Gradients = _gradients, Parameters = _parameters, BaseRule = this, Epoch = _epoch, Index = index,
                };
                using var results = optimizer.Step(step) ?? throw new CheckFailedException("Step returned null; return step.Results(...).");
                Check.That(_calls == 1, $"It called step.BaseRule.Step {_calls} times; a step of training calls it once.");
                foreach (var (name, tensor) in new[]
                    { ("Loss", results.Loss), ("Margin", results.Margin), ("LogitWeight", results.LogitWeight) })
                    Check.That(tensor.shape is [var count] && count == _batch.Size,
                        $"Its results' {name} is {Check.Shape(tensor)}; it must be [{_batch.Size}]: return step.Results(...).");
                Check.That(!_batch.Inputs.IsInvalid && !_batch.Labels.IsInvalid, "It disposed the batch, which is not its own.");
            }

            return _direction!;
        }

        public void Step()
        {
            using var _ = no_grad();
            _calls++;
            Tensor[] directions = [.. _parameters.Select(parameter => (parameter.grad ?? zeros_like(parameter)).detach().clone())];
            _direction = cat([.. directions.Select(direction => direction.flatten())]).DetachFromDisposeScope();
            foreach (var (parameter, direction) in _parameters.Zip(directions)) parameter.sub_(direction * LearningRate);
        }

        public void Dispose()
        {
            ((IDisposable)_gradients).Dispose();
            _model.Dispose();
        }
    }
}
