using SamHost.Contracts.Training;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Plugins.BaseRuleTorch;

/// <summary>
/// <c>adamw</c>: Loshchilov and Hutter, "Decoupled Weight Decay Regularization", ICLR 2019 (arXiv 1711.05101), algorithm 2.
/// </summary>
public sealed class AdamWRule(AdamWOptions options) : TorchRule<AdamW.State>
{
    private const string Step = nameof(AdamW.State.step);
    private const string Mean = nameof(AdamW.State.exp_avg);
    private const string MeanSquare = nameof(AdamW.State.exp_avg_sq);

    public override double LearningRate => options.LearningRate;

    protected override optim.Optimizer Create(IReadOnlyList<Parameter> parameters) =>
        optim.AdamW(parameters, options.LearningRate, options.Beta1, options.Beta2, options.Epsilon, options.WeightDecay);

    protected override void Save(AdamW.State parameter, CheckpointedState state, Func<string, string> key)
    {
        // Before the first step there is nothing to save.
        if (parameter.exp_avg is not { } mean) return;
        state.Values[key(Step)] = parameter.step;
        state.Tensors[key(Mean)] = mean;
        state.Tensors[key(MeanSquare)] = parameter.exp_avg_sq;
    }

    protected override void Restore(AdamW.State parameter, CheckpointedState state, Func<string, string> key, Device device)
    {
        parameter.step = (long)(state.Values[key(Step)] ?? throw new InvalidOperationException($"the state has no {key(Step)}."));
        parameter.exp_avg.copy_(state.Tensors[key(Mean)]);
        parameter.exp_avg_sq.copy_(state.Tensors[key(MeanSquare)]);
    }
}
