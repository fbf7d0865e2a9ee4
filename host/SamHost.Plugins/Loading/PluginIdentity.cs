namespace SamHost.Plugins.Loading;

/// <summary>Which plugin, exactly.</summary>
/// <param name="Name">Its folder's name, or its file's name without <c>.dll</c>.</param>
/// <param name="Path">The full path of its main assembly, be it there or not.</param>
/// <param name="Version">Its informational version; null where it cannot be read.</param>
/// <param name="Sha256">
/// The SHA-256 of the main assembly's bytes, those that were loaded, in lower case hexadecimal; null without a file.
/// </param>
public sealed record PluginIdentity(string Name, string Path, string? Version, string? Sha256);
