namespace SamHost.Plugins.Calls;

/// <summary>
/// A component of the run threw: names it and the call. Of a message of several lines it shows the first: libtorch's end in a native stack
/// trace.
/// </summary>
/// <param name="component">The component, as a phrase within a sentence.</param>
/// <param name="call">What it was asked for.</param>
/// <param name="cause">What it threw.</param>
public sealed class ComponentFailedException(string component, string call, Exception cause)
    : Exception($"{char.ToUpperInvariant(component[0])}{component[1..]} failed in {call}: {cause.Message.Split('\n')[0].TrimEnd()}", cause);
