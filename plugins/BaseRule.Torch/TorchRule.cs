using System.Globalization;
using SamHost.Contracts.Optimization;
using SamHost.Contracts.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Plugins.BaseRuleTorch;

/// <summary>A TorchSharp optimizer as a base rule.</summary>
/// <typeparam name="TState">What the optimizer keeps for each parameter.</typeparam>
public abstract class TorchRule<TState> : IUpdateRule, IDisposable
    where TState : OptimizerState
{
    private optim.Optimizer? _optimizer;
    private IReadOnlyList<Parameter> _parameters = [];

    public abstract double LearningRate { get; }

    public void Attach(IReadOnlyList<Parameter> parameters)
    {
        _parameters = parameters;
        _optimizer = Create(parameters);
    }

    public void Update(double learningRate)
    {
        foreach (var group in _optimizer!.ParamGroups) group.LearningRate = learningRate;
        _optimizer.step();
    }

    /// <summary>Saves under the names that PyTorch has, such as <c>0.momentum_buffer</c>: parameters by their place in the model.</summary>
    public void Save(CheckpointedState state)
    {
        foreach (var (index, parameter) in States().Index()) Save(parameter, state, name => Key(index, name));
    }

    public void Restore(CheckpointedState state)
    {
        foreach (var (index, parameter) in States().Index()) Restore(parameter, state, name => Key(index, name), _parameters[index].device);
    }

    public void Dispose() => _optimizer?.Dispose();

    protected abstract optim.Optimizer Create(IReadOnlyList<Parameter> parameters);

    protected abstract void Save(TState parameter, CheckpointedState state, Func<string, string> key);

    protected abstract void Restore(TState parameter, CheckpointedState state, Func<string, string> key, Device device);

    private static string Key(int index, string name) => string.Create(CultureInfo.InvariantCulture, $"{index}.{name}");

    private IEnumerable<TState> States() => ((OptimizerHelper)_optimizer!).state_dict().State.Cast<TState>();
}
