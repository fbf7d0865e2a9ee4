using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Logging;
using SamHost.Contracts.Training;

namespace Mine;

/// <summary>As a beginning, warns of steps with a large loss.</summary>
public sealed class MineObserver(MineObserverOptions options, ILogger<MineObserver> logger) : ITrainingObserver
{
    public ObserverStage Stage => ObserverStage.Follow;

    public void StepCompleted(StepCompleted step)
    {
        var largest = step.Values.Loss.Max();
        if (largest > options.Loss) logger.LogWarning("Step {Step}: the largest loss is {Loss}", step.Step, largest);
    }
}

public sealed class MineObserverOptions
{
    [Description("The loss from which on it warns."), Range(0.0, double.MaxValue)]
    public double Loss { get; set; } = 100;
}
