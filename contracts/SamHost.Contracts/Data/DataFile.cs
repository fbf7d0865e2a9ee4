namespace SamHost.Contracts.Data;

/// <summary>Opens the files of data sets and noise models; what is wrong with one is an error that names it.</summary>
public static class DataFile
{
    /// <summary>Opens a file to read it from its beginning to its end.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The file's bytes; the caller disposes it.</returns>
    /// <exception cref="DataFileException">There is no such file, it is a folder, or it cannot be opened.</exception>
    public static FileStream Open(string path)
    {
        if (Directory.Exists(path))
            throw new DataFileException(path, null, "this is a folder: name a file");
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1 << 20, FileOptions.SequentialScan);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataFileException(path, null, "there is no such file");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw new DataFileException(path, null, $"cannot be opened: {unreadable.Message}");
        }
    }

    /// <summary>Reads a text file (UTF-8): a line each, without white space around it, and without the empty lines at the end.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="DataFileException">There is no such file, it is a folder, or it cannot be opened.</exception>
    public static IReadOnlyList<string> ReadLines(string path)
    {
        using var reader = new StreamReader(Open(path));
        List<string> lines = [];
        while (reader.ReadLine() is { } line)
            lines.Add(line.Trim());
        return lines[..(lines.FindLastIndex(line => line.Length > 0) + 1)];
    }
}
