using SamHost.Contracts.Training;
using SamHost.Training.Checkpointing;
using static TorchSharp.torch;

namespace SamHost.Training;

/// <summary>Captures the state of a run, and restores it.</summary>
internal static class SceneState
{
    private const string OptimizerKey = "optimizer";
    private const string GradientsKey = "gradients";
    private const string LossKey = "loss";
    private const string AugmentationKey = "augmentation";
    private const string MetricKey = "metric";

    /// <summary>Captures the state of a run. It borrows the run's tensors.</summary>
    public static RunState Take(RunScene scene, TrainingProgress progress) => new()
    {
        Epoch = progress.Epoch,
        Step = progress.Step,
        IsBetweenEpochs = progress.Position == 0,
        Progress = progress.ToJson(),
        Model = scene.Run.Model.state_dict(),
        BaseRule = Save(scene, scene.BaseRule),
        Components = Keys(scene).ToDictionary(item => item.Key, item => Save(scene, item.Component)),
        Random = get_rng_state(),
    };

    /// <summary>Puts weights and base rule back.</summary>
    /// <exception cref="InvalidOperationException">They are those of another model.</exception>
    public static void RestoreWeights(this RunState state, RunScene scene)
    {
        CheckpointFolder.Load(state.Model, scene.Run.Model);
        scene.BaseRule.Restore(state.BaseRule);
    }

    /// <summary>
    /// Puts weights, base rule, optimizer, loss and augmentations back, of a run that goes on with its next step: where the base rule is in
    /// its schedule stays.
    /// </summary>
    public static void RestoreAfterDivergence(this RunState state, RunScene scene)
    {
        var step = scene.BaseRule.StepCount;
        state.RestoreWeights(scene);
        scene.BaseRule.StepCount = step;
        Restore(state, scene, Keys(scene).Where(item => item.Key is OptimizerKey or LossKey
            || item.Key.StartsWith(AugmentationKey, StringComparison.Ordinal)));
    }

    /// <summary>Restores the components, and last the random numbers, which the components may have drawn from.</summary>
    public static void RestoreComponents(this RunState state, RunScene scene)
    {
        Restore(state, scene, Keys(scene));
        set_rng_state(state.Random);
    }

    private static void Restore(RunState state, RunScene scene, IEnumerable<(string Key, ICheckpointed Component)> components)
    {
        foreach (var (key, component) in components)
        {
            if (state.Components.TryGetValue(key, out var kept))
                scene.Call(component, nameof(component.Restore), () => component.Restore(kept));
        }
    }

    /// <summary>
    /// The components of a run that have a state, each with a name that another process finds it by: its type, numbered among those of its
    /// type.
    /// </summary>
    private static IEnumerable<(string Key, ICheckpointed Component)> Keys(RunScene scene)
    {
        if (scene.Optimizer is ICheckpointed optimizer) yield return (OptimizerKey, optimizer);
        yield return (GradientsKey, scene.Gradients);
        if (scene.Loss.Part is ICheckpointed loss) yield return (LossKey, loss);
        foreach (var item in Numbered(AugmentationKey, scene.Augmentations).Concat(Numbered(MetricKey, scene.Metrics))) yield return item;
        foreach (var (type, observers) in scene.Observers.GroupBy(observer => observer.GetType().FullName!)
            .Select(group => (group.Key, group)))
        {
            foreach (var (index, observer) in observers.Index())
            {
                if (observer is ICheckpointed checkpointed) yield return (index == 0 ? type : $"{type} {index + 1}", checkpointed);
            }
        }
    }

    private static IEnumerable<(string Key, ICheckpointed Component)> Numbered<T>(string key, IEnumerable<NamedPart<T>> parts)
    {
        foreach (var (index, part) in parts.Index())
        {
            if (part.Part is ICheckpointed checkpointed) yield return ($"{key} {index + 1}", checkpointed);
        }
    }

    private static CheckpointedState Save(RunScene scene, ICheckpointed component)
    {
        var state = new CheckpointedState();
        scene.Call(component, nameof(component.Save), () => component.Save(state));
        return state;
    }
}
