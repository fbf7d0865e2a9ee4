using SamHost.Contracts.Optimization;

namespace SamHost.Testing;

/// <summary>
/// Holds a schedule to its contract: a finite factor, not negative, at every step; a function of the step and the clock alone.
/// </summary>
public static class ScheduleCheck
{
    /// <summary>Runs the checks, on runs of 1 to 30 epochs.</summary>
    /// <param name="create">Creates the schedule.</param>
    /// <exception cref="CheckFailedException">Something does not hold.</exception>
    public static void Run(Func<ISchedule> create)
    {
        foreach (var clock in new ScheduleClock[] { new(1, 1), new(7, 3), new(40, 30) })
        {
            var schedule = create();
            double[] factors = [.. Enumerable.Range(0, (int)clock.TotalSteps).Select(step => schedule.Factor(step, clock))];
            foreach (var (step, factor) in factors.Index())
                Check.That(
                    double.IsFinite(factor) && factor >= 0,
                    $"At step {step} of {clock.TotalSteps} the factor is {factor}; it must be finite and not negative.");
            var other = create();
            for (var step = factors.Length - 1; step >= 0; step--)
                Check.That(
                    other.Factor(step, clock) == factors[step],
                    $"At step {step} the factor depends on what was asked before: a run that resumes asks for that step first.");
        }
    }
}
