namespace SamHost.Contracts.Data;

/// <summary>A file on the web, known to the byte.</summary>
public sealed class DataDownload
{
    /// <summary>The file's name: in the folder that it is downloaded to, and on any mirror.</summary>
    public required string File { get; init; }

    /// <summary>Where it can be had, the first first: http or https; at least one.</summary>
    public required IReadOnlyList<Uri> Addresses { get; init; }

    /// <summary>Its length in bytes.</summary>
    public required long Length { get; init; }

    /// <summary>Its SHA-256: 64 hexadecimal digits. Anything else is refused.</summary>
    public required string Sha256 { get; init; }

    /// <summary>
    /// Turns the file into those that the component reads: called with its path, once it is known to be good, and with an empty folder to
    /// write them to. The file itself is then deleted. Null where the component reads it as it is.
    /// </summary>
    /// <exception cref="DataFileException">It cannot be unpacked.</exception>
    public Action<string, string>? Unpack { get; init; }
}
