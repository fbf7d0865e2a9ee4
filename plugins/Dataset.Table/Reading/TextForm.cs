namespace SamHost.Plugins.DatasetTable.Reading;

/// <summary>The form of a text file, in which another one is read by the same options.</summary>
/// <param name="Separator">What stands between two cells.</param>
/// <param name="HasHeader">Whether the first line names the columns.</param>
internal sealed record TextForm(string Separator, bool HasHeader);
