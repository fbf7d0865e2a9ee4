namespace SamHost.Plugins.DatasetImageFolder;

/// <summary>A picture of the user's.</summary>
/// <param name="Path">Its path.</param>
/// <param name="Id">Its path relative to the folder, with slashes.</param>
/// <param name="Label">Its label.</param>
internal sealed record PictureFile(string Path, string Id, string Label);
