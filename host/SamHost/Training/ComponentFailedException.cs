namespace SamHost.Training;

/// <summary>A component of the run threw: names it and the call. Of a message of several lines it shows the first: libtorch's end in a native stack trace.</summary>
public sealed class ComponentFailedException(string component, string call, Exception cause)
    : Exception($"{component} failed in {call}: {cause.Message.Split('\n')[0].TrimEnd()}", cause);
