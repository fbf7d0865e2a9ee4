using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using SamHost.Contracts.Optimization;
using SamHost.Contracts.Training;
using TorchSharp.Modules;

namespace Mine;

/// <summary>Plain gradient descent, as a beginning. A rule with a momentum writes it down in Save.</summary>
public sealed class MineBaseRule(MineBaseRuleOptions options) : IUpdateRule
{
    private IReadOnlyList<Parameter> _parameters = [];

    public double LearningRate => options.LearningRate;

    public void Attach(IReadOnlyList<Parameter> parameters) => _parameters = parameters;

    public void Update(double learningRate)
    {
        foreach (var parameter in _parameters)
        {
            if (parameter.grad is { } grad) parameter.sub_(grad * learningRate);
        }
    }

    public void Save(CheckpointedState state)
    {
    }

    public void Restore(CheckpointedState state)
    {
    }
}

public sealed class MineBaseRuleOptions
{
    [Description("The learning rate."), Range(0.0, 1000.0)]
    public double LearningRate { get; set; } = 0.1;
}
