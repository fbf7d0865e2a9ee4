using SamHost.Contracts.Optimization;
using SamHost.Contracts.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Plugins.BaseRuleTorch;

/// <summary>
/// <c>sgd</c>: v = momentum v + g + decay w, w -= learning rate v; with Nesterov's momentum w -= learning rate (g + decay w + momentum v).
/// To the bit what <c>torch.optim.SGD</c> does.
/// </summary>
public sealed class SgdRule(SgdOptions options) : IUpdateRule, IDisposable
{
    private IReadOnlyList<Parameter> _parameters = [];

    // Of a parameter that was never updated there is none.
    private Tensor?[] _momentum = [];

    public double LearningRate => options.LearningRate;

    public void Attach(IReadOnlyList<Parameter> parameters) => (_parameters, _momentum) = (parameters, new Tensor?[parameters.Count]);

    public void Update(double learningRate)
    {
        using var scope = NewDisposeScope();
        var (weights, directions, buffers) = (new List<Tensor>(), new List<Tensor>(), new List<Tensor>());
        for (var i = 0; i < _parameters.Count; i++)
        {
            var parameter = _parameters[i];
            if (parameter.grad is not { } direction) continue;
            // Then the first v is g + decay w.
            if (options.Momentum > 0) _momentum[i] ??= zeros_like(parameter).DetachFromDisposeScope();
            if (!FusedSgd.Takes(parameter, direction))
            {
                Update(parameter, direction, _momentum[i], learningRate);
                continue;
            }

            weights.Add(parameter);
            directions.Add(direction);
            if (_momentum[i] is { } momentum) buffers.Add(momentum);
        }

        if (weights.Count > 0) FusedSgd.Update([.. weights], [.. directions], [.. buffers], learningRate, options);
    }

    public void Save(CheckpointedState state)
    {
        for (var i = 0; i < _momentum.Length; i++)
        {
            if (_momentum[i] is { } momentum) state.Tensors[Key(i)] = momentum;
        }
    }

    public void Restore(CheckpointedState state)
    {
        for (var i = 0; i < _momentum.Length; i++)
        {
            _momentum[i]?.Dispose();
            _momentum[i] = state.Tensors.TryGetValue(Key(i), out var momentum)
                ? momentum.to(_parameters[i].device, copy: true).DetachFromDisposeScope()
                : null;
        }
    }

    public void Dispose()
    {
        foreach (var momentum in _momentum) momentum?.Dispose();
    }

    private void Update(Parameter parameter, Tensor direction, Tensor? momentum, double learningRate)
    {
        if (options.WeightDecay > 0) direction = direction.add(parameter, alpha: options.WeightDecay);
        if (momentum is not null)
        {
            momentum.mul_(options.Momentum).add_(direction);
            direction = options.Nesterov ? direction.add(momentum, alpha: options.Momentum) : momentum;
        }

        parameter.add_(direction, alpha: -learningRate);
    }

    private static string Key(int index) => StateKey.Of(index, "momentum_buffer");
}
