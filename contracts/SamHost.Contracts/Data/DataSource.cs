namespace SamHost.Contracts.Data;

/// <summary>
/// Files that a component reads and that can be had from the web. <c>samhost data</c> says where they are looked for and whether they are
/// there; <c>samhost data fetch</c> gets them. The component itself never downloads anything.
/// </summary>
public sealed class DataSource
{
    /// <summary>Its name: that of the data set, where it is one. Lower case letters, digits and hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>One line about the files.</summary>
    public required string Description { get; init; }

    /// <summary>A page on the web that says whose data these are, and on what terms they may be used.</summary>
    public required Uri Page { get; init; }

    /// <summary>
    /// Where the component looks by default, in this order, relative to the working directory; at least one. What is fetched goes to the
    /// first.
    /// </summary>
    public required IReadOnlyList<string> Folders { get; init; }

    /// <summary>The names of the files that have to be in one of the folders; a file may also be there as <c>name.gz</c>.</summary>
    public required IReadOnlyList<string> Files { get; init; }

    /// <summary>What to download; afterwards the files are there.</summary>
    public required IReadOnlyList<DataDownload> Downloads { get; init; }
}
