namespace SamHost.Runs.Results;

/// <summary>A file of a run is not what the run wrote; the message names it.</summary>
public sealed class DamagedRunException(string message) : Exception(message);
