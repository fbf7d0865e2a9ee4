using SamHost.Contracts.Optimization;
using SamHost.Training.Schedules;
using static TorchSharp.torch;

namespace SamHost.Training.BaseRules;

/// <summary>A TorchSharp optimizer under a learning-rate schedule.</summary>
public sealed class TorchBaseRule(optim.Optimizer optimizer, double initialLearningRate, ISchedule schedule, ScheduleClock clock) : IBaseRule, IDisposable
{
    private long _step;

    public double LearningRate => initialLearningRate * schedule.Factor(_step, clock);

    public void Step()
    {
        foreach (var group in optimizer.ParamGroups) group.LearningRate = LearningRate;
        optimizer.step();
        _step++;
    }

    public void Dispose() => optimizer.Dispose();
}
