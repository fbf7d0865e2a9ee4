using SamHost.Contracts.Optimization;

namespace SamHost.Plugins.ScheduleWarmup;

/// <summary>
/// <c>cosine</c>: the learning rate falls along half a cosine to the end of the run, without restarts: Loshchilov and Hutter, "SGDR", ICLR
/// 2017 (arXiv 1608.03983), equation 5.
/// </summary>
public sealed class CosineSchedule(CosineOptions options) : WarmupSchedule(options)
{
    protected override double FactorAfterWarmup(long step, long length, ScheduleClock clock) =>
        options.FinalFactor + (1 - options.FinalFactor) * (1 + Math.Cos(Math.PI * Math.Min(step, length) / length)) / 2;
}
