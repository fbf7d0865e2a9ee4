namespace SamHost.Plugins.ScheduleWarmup;

/// <summary>Options of <c>constant</c>.</summary>
public sealed class ConstantOptions : WarmupOptions;
