using System.Diagnostics;
using Microsoft.Extensions.Logging;
using SamHost.Contracts.Gradients;
using SamHost.Contracts.Optimization;
using SamHost.Contracts.Training;
using SamHost.Plugins.Calls;
using SamHost.Training.Inputs;
using TorchSharp;
using static TorchSharp.torch;

namespace SamHost.Training;

/// <summary>
/// Trains one run, from its beginning or from where it was interrupted, and tells its observers, in the order that
/// <see cref="ITrainingObserver"/> promises.
/// </summary>
public sealed class Trainer(RunScene scene)
{
    private readonly Evaluator _evaluator = Evaluator.BesideTraining(scene);
    private readonly SceneCalls _calls = new(scene);
    private readonly TrainingRun _run = scene.Run;
    private readonly TrainingProgress _progress = scene.Resumed is { } state ? TrainingProgress.Parse(state.Progress) : new();
    private readonly IRunStateObserver[] _states = [.. scene.Observers.OfType<IRunStateObserver>()];
    private RunState? _resumed = scene.Resumed;

    /// <summary>Trains to the end.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the step in progress was finished, and observers were told.</exception>
    /// <exception cref="ComponentFailedException">A component of the run threw; observers were told.</exception>
    /// <exception cref="DivergedException">A loss or a gradient was not finite; observers were told.</exception>
    public RunCompleted Train(CancellationToken cancellation)
    {
        var clock = Stopwatch.StartNew();
        var before = _progress.Elapsed;
        var started = 0;
        try
        {
            _resumed?.RestoreWeights(scene);
            foreach (var states in _states)
                _calls.Tell(states, nameof(states.Attach), () => states.Attach(() => TakeState(before + clock.Elapsed)));
            foreach (var observer in scene.Observers)
            {
                started++;
                _calls.Tell(observer, nameof(observer.RunStarting), () => observer.RunStarting(_run));
            }

            if (_progress.Position == 0) RestoreComponents();
            var result = TrainEpochs(cancellation) with { Duration = before + clock.Elapsed };
            TellAll(nameof(ITrainingObserver.RunCompleted), observer => observer.RunCompleted(result));
            return result;
        }
        catch (Exception reason)
        {
            // Observers that fail now cannot hide the reason.
            foreach (var observer in scene.Observers.Take(started)) _calls.TellFailure(observer, reason);
            throw;
        }
    }

    private RunCompleted TrainEpochs(CancellationToken cancellation)
    {
        while (_progress.Epoch < _run.Epochs && _run.StopReason is null)
        {
            var number = _progress.Epoch + 1;
            TellAll(nameof(ITrainingObserver.EpochStarting), observer => observer.EpochStarting(number));
            RestoreComponents();
            var (loss, duration) = TrainEpoch(number, cancellation);
            var evaluating = Stopwatch.GetTimestamp();
            var evaluation = scene.EvaluatesAt(number) || number == _run.Epochs ? _calls.Evaluate(_evaluator) : null;
            var evaluationDuration = evaluation is null ? TimeSpan.Zero : Stopwatch.GetElapsedTime(evaluating);
            _progress.CompleteEpoch(evaluation);
            var completed =
                new EpochCompleted(number, loss, _progress.LearningRate, duration, evaluation) { EvaluationDuration = evaluationDuration };
            TellAll(nameof(ITrainingObserver.EpochCompleted), observer => observer.EpochCompleted(completed));
        }

        // The result is that of the last weights: an observer may have replaced them, or stopped the run between two evaluations.
        if (_run.WeightsWereReplaced || _progress.Last is null || _progress.EvaluatedEpoch < _progress.Epoch)
            _progress.Add(_calls.Evaluate(_evaluator));
        return new RunCompleted(
            _progress.Epoch, _progress.Peak, _progress.PeakEpoch, _progress.Last!, TimeSpan.Zero,
            _run.StopReason) { SkippedSteps = _progress.SkippedSteps };
    }

    private (double Loss, TimeSpan Duration) TrainEpoch(int epoch, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var clock = Stopwatch.StartNew();
        using var generator = new Generator((ulong)scene.Seeds.Order(epoch), CPU);
        var count = scene.Data.TrainingIndices.shape[0];
        var order = scene.Data.TrainingIndices.index_select(0, randperm(count, generator: generator));
        using var remaining = order.narrow(0, _progress.Position, count - _progress.Position);
        using var inputs = scene.Data.Inputs.Feed(remaining, scene.BatchSize);
        while (_progress.Position < count)
        {
            using var indices = order.narrow(0, _progress.Position, Math.Min(scene.BatchSize, count - _progress.Position));
            TrainStep(epoch, inputs, indices);
            if (!cancellation.IsCancellationRequested) continue;
            Keep();
            throw new OperationCanceledException(cancellation);
        }

        return (_progress.LossSum / _progress.Trained, clock.Elapsed);
    }

    private void TrainStep(int epoch, IInputFeed inputs, Tensor indices)
    {
        CollectionPoint.Pass();
        _calls.BeginStep();
        using var scope = NewDisposeScope();
        var given = scene.Data.GivenLabels.index_select(0, indices.to(scene.Data.Device));
        var batch = _calls.Augment(new Batch(inputs.Next(), given, indices), epoch, _progress.Step);
        scene.Gradients.BeginStep(_progress.Step);
        var step = new TrainingStep
        {
            Batch = batch,
            Gradients = scene.Gradients,
            Parameters = scene.Parameters,
            BaseRule = scene.BaseRule,
            Epoch = epoch,
            Index = _progress.Step,
        };
        scene.Gradients.RecordNorms = _calls.NeedsWeights(step.Index, indices) | scene.RecordsWeightsAt(epoch);
        var learningRate = scene.BaseRule.LearningRate;
        var clock = Stopwatch.StartNew();
        using var results = Step(step);
        var duration = clock.Elapsed;
        var updateSkipped = scene.BaseRule.ConsumeSkippedUpdate();
        var lossSum = Sum(results.Loss);
        if (Divergence.Describe(_run, step, results, learningRate, lossSum, !updateSkipped) is { } divergence)
        {
            LeaveOut(divergence, updateSkipped);
            if (updateSkipped) scene.BaseRule.StepCount++;
            _progress.LeaveOutStep(batch.Size, learningRate);
            return;
        }

        _progress.LossSum += lossSum;
        _progress.CompleteStep(batch.Size, learningRate);
        var completed = new StepCompleted(epoch, step.Index, learningRate, batch, results) { Duration = duration };
        TellAll(nameof(ITrainingObserver.StepCompleted), observer => observer.StepCompleted(completed));
    }

    // On an accelerator it waits for the step; whether its losses are finite has to be known anyway.
    private static double Sum(Tensor losses)
    {
        using var sum = losses.sum();
        return sum.ToDouble();
    }

    private PerExampleResults Step(TrainingStep step)
    {
        try
        {
            return _calls.Step(step);
        }
        finally
        {
            // Also where the rule left a pass undisposed: observers see the weights of the run.
            scene.Gradients.PutBackWeights();
        }
    }

    /// <summary>Applies the divergence policy to a step.</summary>
    /// <param name="divergence">What is wrong.</param>
    /// <param name="weightsAreThoseBefore">Whether the weights were left as they were.</param>
    private void LeaveOut(string divergence, bool weightsAreThoseBefore)
    {
        if (scene.OnDivergence == DivergencePolicy.Stop || _progress.SkippedInARow == Divergence.MostInARow)
        {
            var kept = weightsAreThoseBefore && Finiteness.AreAllFinite(scene.Parameters) ? Keep() : null;
            var skipped = _progress.SkippedInARow > 0
                ? $" The {_progress.SkippedInARow} steps before it were left out for the same reason."
                : "";
            throw new DivergedException(divergence + skipped + (kept is null ? "" : $" The weights before that step are in {kept}."));
        }

        var done = weightsAreThoseBefore
            ? "the step is left out"
            : "its direction was finite and was followed, and its examples are left out";
        if (scene.OnDivergence == DivergencePolicy.Restore)
        {
            using var good = LastGood();
            good?.RestoreAfterDivergence(scene);
            done = good is null ? done : $"the weights of step {good.Step} are put back";
        }

        scene.Logger.LogWarning(
            "{Run}: {Divergence} Study:OnDivergence is {Policy}: {Done}.", _run.Id, divergence, scene.OnDivergence, done);
    }

    /// <summary>Has the state of the moment kept.</summary>
    /// <returns>Where, for a person; null where it is not.</returns>
    private string? Keep()
    {
        string? place = null;
        foreach (var states in _states) _calls.Tell(states, nameof(states.Keep), () => place = states.Keep() ?? place);
        return place;
    }

    /// <summary>The state kept by the last observer that keeps one.</summary>
    private RunState? LastGood()
    {
        RunState? good = null;
        foreach (var states in _states.Reverse())
        {
            if (good is null) _calls.Tell(states, nameof(states.LastGood), () => good = states.LastGood());
        }

        return good;
    }

    /// <summary>Restores the components of a resumed run, once.</summary>
    private void RestoreComponents()
    {
        if (_resumed is null) return;
        _resumed.RestoreComponents(scene);
        if (_progress.StopReason is { } reason) _run.RequestStop(reason);
        if (_progress.WeightsWereReplaced) _run.ReportReplacedWeights();
        // Frees the second copy of the weights.
        _resumed.Dispose();
        _resumed = null;
    }

    private RunState TakeState(TimeSpan elapsed)
    {
        (_progress.Elapsed, _progress.StopReason, _progress.WeightsWereReplaced) = (elapsed, _run.StopReason, _run.WeightsWereReplaced);
        return SceneState.Take(scene, _progress);
    }

    private void TellAll(string call, Action<ITrainingObserver> tell)
    {
        foreach (var observer in scene.Observers) _calls.Tell(observer, call, () => tell(observer));
    }
}
