namespace SamHost.Testing;

/// <summary>A component does not keep its contract; the message says where, and what to do.</summary>
/// <param name="message">What is wrong, and what would be right.</param>
public sealed class CheckFailedException(string message) : Exception(message);
