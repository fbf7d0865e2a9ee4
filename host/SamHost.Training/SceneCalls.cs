using Microsoft.Extensions.Logging;
using SamHost.Contracts.Data;
using SamHost.Contracts.Gradients;
using SamHost.Contracts.Optimization;
using SamHost.Contracts.Plugins;
using SamHost.Contracts.Training;
using SamHost.Plugins.Calls;
using SamHost.Runs.Ownership;
using TorchSharp;

namespace SamHost.Training;

/// <summary>
/// The calls that a trainer makes to the components of a run: names whoever fails, and looks afterwards at what was returned and whether
/// everything that was lent is still there.
/// </summary>
internal sealed class SceneCalls
{
    private readonly RunScene _scene;
    private readonly StepCheck _check;
    private readonly IStepWeightObserver[] _weightObservers;
    private readonly TensorGrowth _growth = new();
    private PluginCall? _beforeForward;
    private Batch? _batch;
    private PerExampleResults? _results;

    public SceneCalls(RunScene scene)
    {
        _scene = scene;
        _check = new StepCheck(scene);
        _weightObservers = [.. scene.Observers.OfType<IStepWeightObserver>()];
        var model = scene.Run.Model;
        // A model is called deep within the steps of an optimizer, which is not to blame for it.
        model.register_forward_pre_hook((_, input) =>
        {
            _beforeForward = PluginCall.Begin(NameOf(model), "forward");
            return input;
        });
        model.register_forward_hook((_, input, logits) =>
        {
            _check.RequireLogits(input, logits);
            PluginCall.End(_beforeForward);
            return logits;
        });
    }

    /// <summary>A step is about to be taken; all tensors of the one before are disposed.</summary>
    public void BeginStep()
    {
        if (_growth.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount) is not { } kept) return;
        var suspects = _scene.Observers.Where(_scene.Names.ContainsKey).Prepend<object>(_scene.Optimizer).Select(NameOf)
            .Concat(_scene.Augmentations.Select(augmentation => augmentation.Title).OfType<string>());
        _scene.Logger.LogWarning(
            "{Run}: after each of the last {Steps} steps there were more tensors than before it, {Kept} in all: {Suspects} keeps what is "
                + "never disposed, and memory will run out.",
            _scene.Run.Id, TensorGrowth.Steps, kept, string.Join(" or ", suspects));
    }

    /// <summary>Has the optimizer take a step.</summary>
    /// <exception cref="ComponentException">It said this to the user.</exception>
    /// <exception cref="ComponentFailedException">
    /// It threw something else, returned what is none of a step's results, or harmed what it was lent.
    /// </exception>
    public PerExampleResults Step(TrainingStep step) => PluginCall.Make(NameOf(_scene.Optimizer), nameof(IOptimizer.Step), () =>
    {
        var results = _scene.Optimizer.Step(step) ?? throw new InvalidOperationException("it returned no results.");
        _check.RequireLent(step.Batch, null);
        _check.RequireResults(step, results);
        (_batch, _results) = (step.Batch, results);
        return results;
    });

    /// <summary>Passes a batch through the chain of augmentations.</summary>
    /// <param name="batch">The batch; its tensors belong to the step's scope.</param>
    /// <param name="epoch">The epoch, from 1.</param>
    /// <param name="step">The step within the run, from 0.</param>
    /// <exception cref="ComponentFailedException">
    /// One threw, returned something else than the batch with other inputs, or harmed what it was lent.
    /// </exception>
    public Batch Augment(Batch batch, int epoch, long step)
    {
        foreach (var (place, augmentation) in _scene.Augmentations.Index())
        {
            batch = augmentation.Call(
                nameof(IAugmentation.Augment),
                part => AugmentationCall.Make(part, place, batch, _scene.Seeds, _scene.Data, epoch, step));
        }

        return batch;
    }

    /// <summary>Measures the model.</summary>
    public Evaluation Evaluate(Evaluator evaluator) =>
        PluginCall.Make(NameOf(_scene.Run.Model), "forward", () => evaluator.Evaluate(_scene.Run.Model));

    /// <summary>Whether any observer asks for the total weights of a step.</summary>
    /// <exception cref="ComponentFailedException">One threw, or harmed what it was lent.</exception>
    public bool NeedsWeights(long step, torch.Tensor indices)
    {
        var isNeeded = false;
        foreach (var observer in _weightObservers)
        {
            Tell(observer, nameof(observer.NeedsWeights), () =>
            {
                isNeeded |= observer.NeedsWeights(step, indices);
                if (indices.IsInvalid) throw new InvalidOperationException("it disposed the indices, which are not its own.");
            });
        }

        return isNeeded;
    }

    /// <summary>Calls an observer.</summary>
    /// <exception cref="ComponentFailedException">It threw, or harmed what it was lent.</exception>
    /// <exception cref="OwnershipLostException">An observer of the host's own found that another process makes the run.</exception>
    public void Tell(ITrainingObserver observer, string call, Action tell)
    {
        if (_scene.Names.ContainsKey(observer))
        {
            var isOfStep = call == nameof(observer.StepCompleted);
            PluginCall.Make(NameOf(observer), call, () =>
            {
                tell();
                _check.RequireLent(isOfStep ? _batch : null, isOfStep ? _results : null);
            });
            return;
        }

        try
        {
            tell();
        }
        catch (Exception e) when (e is not (ComponentFailedException or OwnershipLostException))
        {
            throw new ComponentFailedException(NameOf(observer), call, e);
        }
    }

    /// <summary>Calls an observer's RunFailed. If that throws, the reason of the run's failure stays.</summary>
    public void TellFailure(ITrainingObserver observer, Exception reason)
    {
        try
        {
            Tell(observer, nameof(observer.RunFailed), () => observer.RunFailed(reason));
        }
        catch (Exception e)
        {
            _scene.Logger.LogWarning("{Run}: {Problem}", _scene.Run.Id, e.Message);
        }
    }

    private string NameOf(object component) => _scene.Names.GetValueOrDefault(component) ?? component switch
    {
        IOptimizer => $"the optimizer '{_scene.Run.Optimizer}'",
        ITrainingObserver => $"the observer {component.GetType().Name}",
        _ => "the model",
    };
}
