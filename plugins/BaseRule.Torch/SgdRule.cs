using SamHost.Contracts.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Plugins.BaseRuleTorch;

/// <summary><c>sgd</c>: v = momentum v + g + decay w, w -= learning rate v.</summary>
public sealed class SgdRule(SgdOptions options) : TorchRule<SGD.State>
{
    private const string Momentum = nameof(SGD.State.momentum_buffer);

    public override double LearningRate => options.LearningRate;

    protected override optim.Optimizer Create(IReadOnlyList<Parameter> parameters) =>
        optim.SGD(parameters, options.LearningRate, options.Momentum, weight_decay: options.WeightDecay, nesterov: options.Nesterov);

    protected override void Save(SGD.State parameter, CheckpointedState state, Func<string, string> key)
    {
        if (parameter.momentum_buffer is { } momentum) state.Tensors[key(Momentum)] = momentum;
    }

    protected override void Restore(SGD.State parameter, CheckpointedState state, Func<string, string> key, Device device)
    {
        parameter.momentum_buffer?.Dispose();
        parameter.momentum_buffer =
            state.Tensors.TryGetValue(key(Momentum), out var momentum) ? momentum.to(device, copy: true).DetachFromDisposeScope() : null;
    }
}
