namespace SamHost.Runs.Ownership;

/// <summary>
/// Another process makes the run now, or may do so at any moment: nothing that counts may be written any more. No component is to blame.
/// </summary>
public sealed class OwnershipLostException(string message) : Exception(message);
