namespace SamHost.Contracts.Optimization;

/// <summary>A learning-rate schedule component: a pure function of the step, so that a run can resume anywhere in it.</summary>
public interface ISchedule
{
    /// <summary>What the base rule's learning rate is multiplied by: finite and not negative.</summary>
    /// <param name="step">The step within the run, from 0. A step that was skipped is not counted.</param>
    /// <param name="clock">The length of the run.</param>
    double Factor(long step, ScheduleClock clock);
}
