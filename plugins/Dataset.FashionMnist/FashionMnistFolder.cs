using SamHost.Contracts.Data;

namespace SamHost.Plugins.DatasetFashionMnist;

/// <summary>Where the files of Fashion-MNIST lie.</summary>
internal static class FashionMnistFolder
{
    /// <summary>Where Debian's package puts the files.</summary>
    internal const string DebianFolder = "/usr/share/datasets/fashion-mnist";

    private const string HowToGet =
        "Get it with `samhost data fetch fashion-mnist` or `apt-get install dataset-fashion-mnist`, or set Folder.";

    /// <summary>The configured folder, else the first of the usual ones that exists.</summary>
    internal static string Find(string? configured, DatasetRequest request) =>
        FirstOf(configured is not null ? [request.Resolve(configured)] : [request.Resolve(FashionMnistSource.Folder), DebianFolder]);

    /// <summary>The first of the folders that exists.</summary>
    /// <exception cref="DataFileException">None exists.</exception>
    internal static string FirstOf(IReadOnlyList<string> folders) =>
        folders.FirstOrDefault(Directory.Exists)
        ?? throw new DataFileException(
            folders[0], null, $"there is no such folder{string.Concat(folders.Skip(1).Select(folder => $", nor {folder}"))}. {HowToGet}");

    /// <summary>The file of this name, or its gzip form.</summary>
    /// <exception cref="DataFileException">The folder has neither.</exception>
    internal static string File(string folder, string name)
    {
        string[] candidates = [Path.Combine(folder, name), Path.Combine(folder, name + ".gz")];
        return candidates.FirstOrDefault(System.IO.File.Exists)
            ?? throw new DataFileException(candidates[0], null, $"there is no such file, nor {name}.gz. {HowToGet}");
    }
}
