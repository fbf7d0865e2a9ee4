using System.Globalization;
using System.Text.Json.Nodes;
using SamHost.Contracts.Optimization;
using SamHost.Contracts.Training;
using SamHost.Training.Schedules;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Training.BaseRules;

/// <summary>A TorchSharp optimizer under a learning-rate schedule. It does not follow a direction that is not finite.</summary>
public sealed class TorchBaseRule(optim.Optimizer optimizer, double initialLearningRate, ISchedule schedule, ScheduleClock clock) : IBaseRule, ICheckpointed, IDisposable
{
    private const string StepKey = "step";

    private bool _updateSkipped;

    public double LearningRate => initialLearningRate * schedule.Factor(StepCount, clock);

    /// <summary>How far it is in its schedule. A step that it does not follow is not counted.</summary>
    public long StepCount { get; set; }

    public void Step()
    {
        if (!DirectionIsFinite())
        {
            _updateSkipped = true;
            return;
        }

        foreach (var group in optimizer.ParamGroups) group.LearningRate = LearningRate;
        optimizer.step();
        StepCount++;
    }

    /// <summary>Whether an update was skipped since the last call because its direction was not finite.</summary>
    public bool ConsumeSkippedUpdate()
    {
        var skipped = _updateSkipped;
        _updateSkipped = false;
        return skipped;
    }

    /// <summary>The state of each parameter under the names that PyTorch has for it, such as <c>0.momentum_buffer</c>: parameters in the model's order.</summary>
    public void Save(CheckpointedState state)
    {
        state.Values[StepKey] = StepCount;
        foreach (var (index, parameter) in States().Index())
        {
            switch (parameter)
            {
                case SGD.State { momentum_buffer: { } momentum }:
                    state.Tensors[Key(index, nameof(SGD.State.momentum_buffer))] = momentum;
                    break;
                case AdamW.State { exp_avg: { } mean } adamW:
                    state.Values[Key(index, StepKey)] = adamW.step;
                    state.Tensors[Key(index, nameof(AdamW.State.exp_avg))] = mean;
                    state.Tensors[Key(index, nameof(AdamW.State.exp_avg_sq))] = adamW.exp_avg_sq;
                    break;
            }
        }
    }

    public void Restore(CheckpointedState state)
    {
        using var _ = no_grad();
        StepCount = (long)Required(StepKey);
        foreach (var (index, parameter) in States().Index())
        {
            switch (parameter)
            {
                case SGD.State sgd:
                    sgd.momentum_buffer?.Dispose();
                    sgd.momentum_buffer = state.Tensors.TryGetValue(Key(index, nameof(SGD.State.momentum_buffer)), out var momentum) ? Own(index, momentum) : null;
                    break;
                case AdamW.State adamW:
                    adamW.step = (long)Required(Key(index, StepKey));
                    adamW.exp_avg.copy_(state.Tensors[Key(index, nameof(AdamW.State.exp_avg))]);
                    adamW.exp_avg_sq.copy_(state.Tensors[Key(index, nameof(AdamW.State.exp_avg_sq))]);
                    break;
            }
        }

        JsonNode Required(string key) => state.Values[key] ?? throw new InvalidOperationException($"the base rule's state has no {key}.");
    }

    public void Dispose() => optimizer.Dispose();

    private static string Key(int index, string name) => string.Create(CultureInfo.InvariantCulture, $"{index}.{name}");

    private List<OptimizerState> States() => ((OptimizerHelper)optimizer).state_dict().State;

    // Sums, whose one pass costs little beside the update: they are not finite where any number is not. Of large numbers they may overflow, which a second look tells.
    private bool DirectionIsFinite()
    {
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        Tensor[] directions = [.. optimizer.parameters().Select(parameter => parameter.grad).OfType<Tensor>()];
        return directions.Length == 0
            || stack([.. directions.Select(direction => direction.sum())]).IsAllFinite()
            || directions.All(direction => direction.IsAllFinite());
    }

    private Tensor Own(int index, Tensor saved) => saved.to(optimizer.parameters().ElementAt(index).device, copy: true).DetachFromDisposeScope();
}
