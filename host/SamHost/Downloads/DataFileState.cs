namespace SamHost.Downloads;

/// <summary>A data file on this machine.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">Where it is, plain or as <c>.gz</c>; null where it is missing.</param>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Sha256">Its SHA-256; null where it is missing.</param>
/// <param name="Check">What that says.</param>
internal sealed record DataFileState(string Name, string? Path, long Length, string? Sha256, DataCheck Check);
