using SamHost.Contracts.Data;

namespace SamHost.Downloads;

/// <summary>Whether the files of a data source are on this machine, and where.</summary>
/// <param name="Source">The source.</param>
/// <param name="Folder">
/// The folder that the component will read: the first of the usual ones that has every file, else the first that exists; null where none
/// does.
/// </param>
/// <param name="Files">The files that are needed.</param>
internal sealed record DataState(DataSource Source, string? Folder, IReadOnlyList<DataFileState> Files)
{
    /// <summary>Whether every file is there.</summary>
    public bool IsComplete => Files.All(file => file.Path is not null);

    /// <summary>Whether every file is there and known to be the published one.</summary>
    public bool IsVerified => Files.All(file => file.Check == DataCheck.Verified);

    /// <summary>Finds the files and computes their SHA-256.</summary>
    public static DataState Find(DataSource source, string workingDirectory)
    {
        string[] folders = [.. source.Folders.Select(folder => Path.GetFullPath(folder, workingDirectory))];
        // A download that was cut short leaves a folder without the files.
        var folder = folders.FirstOrDefault(folder => source.Files.All(name => PathOf(folder, name) is not null))
            ?? folders.FirstOrDefault(Directory.Exists);
        if (folder is null) return new DataState(source, null, [.. source.Files.Select(Missing)]);
        var recorded = ChecksumFile.Read(folder);
        return new DataState(source, folder, [.. source.Files.Select(name => Find(source, folder, name, recorded))]);
    }

    private static DataFileState Find(DataSource source, string folder, string name, IReadOnlyDictionary<string, string> recorded)
    {
        if (PathOf(folder, name) is not { } path) return Missing(name);
        var (file, sha256) = (Path.GetFileName(path), ChecksumFile.Sha256(path));
        var published = source.Downloads.FirstOrDefault(download => download.File == file && download.Unpack is null)?.Sha256;
        var expected = recorded.GetValueOrDefault(file);
        var check = Same(published, sha256) || Same(expected, sha256)
            ? DataCheck.Verified
            : expected is null
            ? DataCheck.Unverified
            : DataCheck.Changed;
        return new DataFileState(name, path, new FileInfo(path).Length, sha256, check);
    }

    private static string? PathOf(string folder, string name) =>
        new[] { name, name + ".gz" }.Select(file => Path.Combine(folder, file)).FirstOrDefault(File.Exists);

    private static bool Same(string? expected, string actual) => actual.Equals(expected, StringComparison.OrdinalIgnoreCase);

    private static DataFileState Missing(string name) => new(name, null, 0, null, DataCheck.Missing);
}
