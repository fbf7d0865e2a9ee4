using CsvHelper;
using SamHost.Contracts.Data;

namespace SamHost.Plugins.DatasetImageFolder;

/// <summary>Finds the pictures of a folder with their labels.</summary>
internal static class PictureList
{
    private static readonly string[] Extensions = [".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif"];

    /// <summary>The pictures in folders that are called as their classes, in the ordinal order of their paths.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="root">Where ids start.</param>
    /// <param name="others">Files of other kinds that were passed over.</param>
    /// <exception cref="DataFileException">There is no such folder, no picture in it, or parts instead of classes.</exception>
    internal static List<PictureFile> OfFolders(string folder, string root, List<string> others)
    {
        if (!Directory.Exists(folder)) throw new DataFileException(folder, null, "there is no such folder");
        List<PictureFile> pictures = [];
        foreach (var kind in Directory.GetDirectories(folder).Order(StringComparer.Ordinal).Where(IsShown))
        {
            foreach (var file in Directory.EnumerateFiles(kind, "*", SearchOption.AllDirectories)
                .Where(IsShown).Order(StringComparer.Ordinal))
            {
                if (IsPicture(file))
                    pictures.Add(Picture(file, root, Path.GetFileName(kind)));
                else
                    others.Add(file);
            }
        }

        RequireNoParts(folder);
        return pictures.Count > 0
            ? pictures
            : throw new DataFileException(
                folder, null, $"expected a folder for each class with pictures in it ({string.Join(", ", Extensions)}), and found none");
    }

    /// <summary>All pictures below a folder, or a single one, without labels; their paths start there.</summary>
    /// <param name="path">The folder, or the picture.</param>
    /// <exception cref="DataFileException">There is none.</exception>
    internal static List<PictureFile> OfAll(string path)
    {
        if (File.Exists(path)) return [Picture(path, Path.GetDirectoryName(path)!, "")];
        if (!Directory.Exists(path)) throw new DataFileException(path, null, "there is no such folder or file");
        List<PictureFile> pictures =
        [
            .. Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Where(file => IsShown(file) && IsPicture(file))
                .Order(StringComparer.Ordinal).Select(file => Picture(file, path, "")),
        ];
        return pictures.Count > 0
            ? pictures
            : throw new DataFileException(path, null, $"expected pictures ({string.Join(", ", Extensions)}), and found none");
    }

    // photos/train and photos/val, each with a folder for each class, are parts and no classes.
    private static void RequireNoParts(string folder)
    {
        var kinds = Directory.GetDirectories(folder).Where(IsShown).ToList();
        if (kinds.Count < 2 || kinds.Exists(kind => Directory.EnumerateFiles(kind).Any(IsShown))) return;
        var names = kinds.Select(kind => Directory.GetDirectories(kind).Select(own => Path.GetFileName(own)).ToHashSet()).ToList();
        if (names[0].Count > 0 && names.TrueForAll(own => own.SetEquals(names[0])))
            throw new DataFileException(
                folder, null,
                $"{string.Join(" and ", kinds.Select(kind => Path.GetFileName(kind)))} hold folders of the same names, as parts of a "
                    + "data set do: name one as Path and the other as TestPath");
    }

    /// <summary>The labels of a CSV file by their paths, in the order of the file.</summary>
    /// <param name="table">The file.</param>
    /// <param name="folder">Where its paths start.</param>
    /// <exception cref="DataFileException">It has no such columns, names a file twice, or one that is not there.</exception>
    internal static List<PictureFile> OfTable(string table, string folder)
    {
        List<PictureFile> pictures = [];
        using var csv = CsvReader.Create(DataFile.Open(table), new CsvReaderOptions { HasHeader = false, TrimWhitespace = true });
        var names = csv.Read() ? csv.Current.ToArray() : [];
        var (path, label) = (Array.IndexOf(names, "path"), Array.IndexOf(names, "label"));
        if (path < 0 || label < 0)
            throw new DataFileException(table, "line 1", $"expected the columns path and label, and found {string.Join(", ", names)}");
        while (csv.Read())
        {
            var cells = csv.Current.ToArray();
            if (cells.Length != names.Length || cells[path].Length == 0 || cells[label].Length == 0)
                throw new DataFileException(table, $"row {pictures.Count + 1}", "expected a path and a label");
            pictures.Add(Picture(Path.GetFullPath(cells[path], folder), folder, cells[label]));
        }

        var absent = pictures.Where(picture => !File.Exists(picture.Path)).ToList();
        if (absent.Count > 0)
            throw new DataFileException(
                table, null,
                $"{absent.Count} of its files are not there, such as {string.Join(", ", absent.Take(5).Select(file => file.Path))}");
        if (pictures.Count == 0) throw new DataFileException(table, null, "expected a row for each picture, and found none");
        if (pictures.CountBy(picture => picture.Id).FirstOrDefault(count => count.Value > 1).Key is { } twice)
            throw new DataFileException(table, null, $"'{twice}' is there twice");
        return pictures;
    }

    private static PictureFile Picture(string file, string root, string label) =>
        new(file, Path.GetRelativePath(root, file).Replace(Path.DirectorySeparatorChar, '/'), label);

    private static bool IsPicture(string file) => Extensions.Contains(Path.GetExtension(file).ToLowerInvariant());

    // .DS_Store and the like.
    private static bool IsShown(string path) =>
        Path.GetFileName(path)[0] != '.' && Path.GetFileName(path) is not ("Thumbs.db" or "desktop.ini");
}
