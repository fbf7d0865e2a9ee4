using SamHost.Contracts.Data;

namespace SamHost.Plugins.DatasetFashionMnist;

/// <summary>Where the files of Fashion-MNIST lie.</summary>
internal static class FashionMnistFolder
{
    /// <summary>Where Debian's package puts the files.</summary>
    internal const string DebianFolder = "/usr/share/datasets/fashion-mnist";

    private const string HowToGet =
        "Get it with `samhost data fetch fashion-mnist` or `apt-get install dataset-fashion-mnist`, or set Folder.";

    /// <summary>The configured folder, else the usual one.</summary>
    internal static string Find(string? configured, DatasetRequest request) =>
        FirstOf(configured is not null ? [request.Resolve(configured)] : [request.Resolve(FashionMnistSource.Folder), DebianFolder]);

    /// <summary>
    /// The first of the folders that has every file, else the first that exists: a download that was cut short leaves one without them.
    /// </summary>
    /// <exception cref="DataFileException">None exists.</exception>
    internal static string FirstOf(IReadOnlyList<string> folders) =>
        folders.FirstOrDefault(folder => FashionMnistSource.Files.All(name => PathOf(folder, name) is not null))
        ?? folders.FirstOrDefault(Directory.Exists)
        ?? throw new DataFileException(
            folders[0], null, $"there is no such folder{string.Concat(folders.Skip(1).Select(folder => $", nor {folder}"))}. {HowToGet}");

    /// <summary>The file of this name, or its gzip form.</summary>
    /// <exception cref="DataFileException">The folder has neither.</exception>
    internal static string File(string folder, string name) =>
        PathOf(folder, name)
            ?? throw new DataFileException(Path.Combine(folder, name), null, $"there is no such file, nor {name}.gz. {HowToGet}");

    private static string? PathOf(string folder, string name) =>
        new[] { name, name + ".gz" }.Select(file => Path.Combine(folder, file)).FirstOrDefault(System.IO.File.Exists);
}
