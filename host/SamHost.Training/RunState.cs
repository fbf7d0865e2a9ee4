using SamHost.Contracts.Training;
using static TorchSharp.torch;

namespace SamHost.Training;

/// <summary>
/// All that a run is made of between two steps. Taken from a run it borrows the run's tensors, and is not to be disposed; read from a checkpoint it owns its own.
/// </summary>
public sealed class RunState : IDisposable
{
    private const string OptimizerKey = "optimizer";
    private const string GradientsKey = "gradients";

    private bool _disposed;

    /// <summary>How far the run is.</summary>
    public required TrainingProgress Progress { get; init; }

    /// <summary>The model's parameters and buffers, by their names.</summary>
    public required Dictionary<string, Tensor> Model { get; init; }

    /// <summary>The base rule's state.</summary>
    public required CheckpointedState BaseRule { get; init; }

    /// <summary>The state of the optimizer and of each observer that has one, by <see cref="Keys"/>.</summary>
    public required Dictionary<string, CheckpointedState> Components { get; init; }

    /// <summary>The state of the CPU's random number generator: uint8. (That of an accelerator is seeded anew at each pass.)</summary>
    public required Tensor Random { get; init; }

    /// <summary>Takes the state of a run.</summary>
    public static RunState Of(RunScene scene, TrainingProgress progress)
    {
        return new RunState
        {
            Progress = progress,
            Model = scene.Run.Model.state_dict(),
            BaseRule = Save(scene, scene.BaseRule),
            Components = Keys(scene).ToDictionary(item => item.Key, item => Save(scene, item.Component)),
            Random = get_rng_state(),
        };
    }

    /// <summary>Puts weights and base rule back.</summary>
    /// <exception cref="InvalidOperationException">They are those of another model.</exception>
    public void RestoreWeights(RunScene scene)
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        var model = scene.Run.Model.state_dict();
        if (!model.Keys.ToHashSet().SetEquals(Model.Keys) || model.Any(item => !item.Value.shape.SequenceEqual(Model[item.Key].shape) || item.Value.dtype != Model[item.Key].dtype))
            throw new InvalidOperationException("the model has other parameters now than those of the checkpoint.");
        foreach (var (name, tensor) in model) tensor.copy_(Model[name]);
        scene.BaseRule.Restore(BaseRule);
    }

    /// <summary>Puts weights, base rule and optimizer back, of a run that goes on with its next step: where the base rule is in its schedule stays.</summary>
    public void RestoreAfterDivergence(RunScene scene)
    {
        var step = scene.BaseRule.StepCount;
        RestoreWeights(scene);
        scene.BaseRule.StepCount = step;
        if (scene.Optimizer is ICheckpointed optimizer && Components.TryGetValue(OptimizerKey, out var state)) optimizer.Restore(state);
    }

    /// <summary>Gives the components their state back, and last the random numbers, which these may have drawn from.</summary>
    public void RestoreComponents(RunScene scene)
    {
        foreach (var (key, component) in Keys(scene))
        {
            if (Components.TryGetValue(key, out var state)) scene.Call(component, nameof(component.Restore), () => component.Restore(state));
        }

        set_rng_state(Random);
    }

    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        foreach (var tensor in Model.Values.Concat(BaseRule.Tensors.Values).Concat(Components.Values.SelectMany(component => component.Tensors.Values)).Append(Random)) tensor.Dispose();
    }

    /// <summary>The components of a run that have a state, each with a name that another process finds it by: its type, numbered among those of its type.</summary>
    private static IEnumerable<(string Key, ICheckpointed Component)> Keys(RunScene scene)
    {
        if (scene.Optimizer is ICheckpointed optimizer) yield return (OptimizerKey, optimizer);
        yield return (GradientsKey, scene.Gradients);
        foreach (var (type, observers) in scene.Observers.GroupBy(observer => observer.GetType().FullName!).Select(group => (group.Key, group)))
        {
            foreach (var (index, observer) in observers.Index())
            {
                if (observer is ICheckpointed checkpointed) yield return (index == 0 ? type : $"{type} {index + 1}", checkpointed);
            }
        }
    }

    private static CheckpointedState Save(RunScene scene, ICheckpointed component)
    {
        var state = new CheckpointedState();
        scene.Call(component, nameof(component.Save), () => component.Save(state));
        return state;
    }
}
