namespace SamHost.Downloads;

/// <summary>An address does not give the file; another one may.</summary>
internal sealed class DownloadException(string message) : Exception(message);
