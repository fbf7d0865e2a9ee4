namespace SamHost.Training;

/// <summary>A loss or a gradient of a run is not finite. The message says in which step, of which examples, and what may help.</summary>
public sealed class DivergedException(string message) : Exception(message);
