namespace SamHost.Training.Schedules;

/// <summary>A schedule by name, with its options type, an <see cref="ISchedule"/> itself.</summary>
public sealed record ScheduleKind(string Name, Type OptionsType)
{
    /// <summary>Every schedule.</summary>
    public static IReadOnlyList<ScheduleKind> All { get; } =
    [
        new("constant", typeof(ConstantSchedule)),
        new("step", typeof(StepSchedule)),
        new("cosine", typeof(CosineSchedule)),
    ];
}
