using SamHost.Contracts.Optimization;
using SamHost.Contracts.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Plugins.BaseRuleTorch;

/// <summary>
/// <c>adamw</c>: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", ICLR 2019 (arXiv 1711.05101), algorithm 2. By TorchSharp's
/// optimizer.
/// </summary>
public sealed class AdamWRule(AdamWOptions options) : IUpdateRule, IDisposable
{
    private const string Step = nameof(AdamW.State.step);
    private const string Mean = nameof(AdamW.State.exp_avg);
    private const string MeanSquare = nameof(AdamW.State.exp_avg_sq);

    private AdamW? _optimizer;

    public double LearningRate => options.LearningRate;

    public void Attach(IReadOnlyList<Parameter> parameters) => _optimizer =
        optim.AdamW(parameters, options.LearningRate, options.Beta1, options.Beta2, options.Epsilon, options.WeightDecay);

    public void Update(double learningRate)
    {
        foreach (var group in _optimizer!.ParamGroups) group.LearningRate = learningRate;
        _optimizer.step();
    }

    public void Save(CheckpointedState state)
    {
        foreach (var (index, parameter) in States().Index())
        {
            // Before the first step there is nothing to save.
            if (parameter.exp_avg is not { } mean) continue;
            state.Values[StateKey.Of(index, Step)] = parameter.step;
            state.Tensors[StateKey.Of(index, Mean)] = mean;
            state.Tensors[StateKey.Of(index, MeanSquare)] = parameter.exp_avg_sq;
        }
    }

    public void Restore(CheckpointedState state)
    {
        foreach (var (index, parameter) in States().Index())
        {
            var step = StateKey.Of(index, Step);
            parameter.step = (long)(state.Values[step] ?? throw new InvalidOperationException($"the state has no {step}."));
            parameter.exp_avg.copy_(state.Tensors[StateKey.Of(index, Mean)]);
            parameter.exp_avg_sq.copy_(state.Tensors[StateKey.Of(index, MeanSquare)]);
        }
    }

    public void Dispose() => _optimizer?.Dispose();

    private IEnumerable<AdamW.State> States() => _optimizer!.state_dict().State.Cast<AdamW.State>();
}
