using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.ScheduleWarmup;

/// <summary>Registers the schedules that begin with a linear warm-up.</summary>
public sealed class SchedulePlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IComponentRegistry components)
    {
        components.AddSchedule<ConstantSchedule, ConstantOptions>("constant", "The learning rate as it is, after the warm-up.");
        components.AddSchedule<StepSchedule, StepOptions>("step", "The learning rate falls by a factor every so many epochs.");
        components.AddSchedule<CosineSchedule, CosineOptions>(
            "cosine", "The learning rate falls along half a cosine to the end of the run.");
    }
}
