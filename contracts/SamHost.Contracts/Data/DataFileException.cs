using SamHost.Contracts.Plugins;

namespace SamHost.Contracts.Data;

/// <summary>A data file that is missing, cut short, or not what it claims to be.</summary>
public sealed class DataFileException : ComponentException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="path">The file.</param>
    /// <param name="location">Where in the file: <c>byte 16</c> (from 0; <c>unpacked byte 16</c> of a compressed file), <c>line 3, column
    /// 2</c> (from 1); null for the file
    /// as a whole.</param>
    /// <param name="problem">What was expected there and what was found.</param>
    public DataFileException(string path, string? location, string problem)
        : base(location is null ? $"{path}: {problem}" : $"{path}, {location}: {problem}")
    {
        Path = path;
        Location = location;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Where in the file; null for the file as a whole.</summary>
    public string? Location { get; }
}
