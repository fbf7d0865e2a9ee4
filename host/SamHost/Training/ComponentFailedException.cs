namespace SamHost.Training;

/// <summary>A component of the run threw: names it and the call.</summary>
public sealed class ComponentFailedException(string component, string call, Exception cause)
    : Exception($"{component} failed in {call}: {cause.Message}", cause);
