using TorchSharp.Modules;
using static TorchSharp.torch;

namespace SamHost.Training.BaseRules;

/// <summary>A base rule by name, with its options type.</summary>
public sealed record BaseRuleKind(string Name, Type OptionsType, Func<IEnumerable<Parameter>, object, (optim.Optimizer Optimizer, double LearningRate)> Create)
{
    /// <summary>Every base rule.</summary>
    public static IReadOnlyList<BaseRuleKind> All { get; } =
    [
        new("sgd", typeof(SgdOptions), (parameters, options) =>
        {
            var sgd = (SgdOptions)options;
            return (optim.SGD(parameters, sgd.LearningRate, sgd.Momentum, weight_decay: sgd.WeightDecay, nesterov: sgd.Nesterov), sgd.LearningRate);
        }),
        new("adamw", typeof(AdamWOptions), (parameters, options) =>
        {
            var adamW = (AdamWOptions)options;
            return (optim.AdamW(parameters, adamW.LearningRate, adamW.Beta1, adamW.Beta2, adamW.Epsilon, adamW.WeightDecay), adamW.LearningRate);
        }),
    ];
}
