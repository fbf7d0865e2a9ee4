using SamHost.Contracts.Data;

namespace SamHost.Plugins.DatasetCifar10;

/// <summary>The text file batches.meta.txt: the name of a class a line, in the order of the labels.</summary>
internal static class ClassNameFile
{
    private const int ClassCount = 10;
    private const int LargestLength = 1 << 16;

    /// <summary>Reads the ten names.</summary>
    /// <exception cref="DataFileException">There are not ten of them, or one occurs twice.</exception>
    internal static string[] Read(string path)
    {
        if (new FileInfo(path).Length > LargestLength)
            throw new DataFileException(
                path, $"byte {LargestLength}",
                $"expected {ClassCount} class names, a line each, and found a file of more than {LargestLength} bytes");

        // The official file ends in empty lines.
        string[] names = [.. DataFile.ReadLines(path)];
        for (var index = 0; index < Math.Max(names.Length, ClassCount); index++)
        {
            var location = $"line {index + 1}";
            if (index == names.Length)
                throw new DataFileException(
                    path, location, $"expected {ClassCount} class names, a line each, and the file ends after {names.Length}");
            if (index == ClassCount)
                throw new DataFileException(
                    path, location, $"expected the end of the file after {ClassCount} class names and found '{names[index]}'");
            if (names[index].Length == 0)
                throw new DataFileException(path, location, "expected a class name and found an empty line");
            if (names.AsSpan(0, index).Contains(names[index]))
                throw new DataFileException(path, location, $"expected a new class name and found '{names[index]}' again");
        }

        return names;
    }
}
