namespace SamHost.Training.Schedules;

/// <summary>A learning-rate schedule: a pure function of the step, so that a run can start anywhere in it.</summary>
public interface ISchedule
{
    /// <summary>What the learning rate is multiplied by.</summary>
    /// <param name="step">The step within the run, from 0.</param>
    /// <param name="clock">The length of the run.</param>
    double Factor(long step, ScheduleClock clock);
}
