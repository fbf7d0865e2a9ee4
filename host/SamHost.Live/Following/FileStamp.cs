namespace SamHost.Live.Following;

/// <summary>What tells whether a file has changed.</summary>
/// <param name="Length">Its length in bytes.</param>
/// <param name="Written">When it was last written to.</param>
internal readonly record struct FileStamp(long Length, DateTime Written)
{
    /// <summary>The stamp of a file; null where there is none.</summary>
    public static FileStamp? Of(string path)
    {
        var file = new FileInfo(path);
        return file.Exists ? new FileStamp(file.Length, file.LastWriteTimeUtc) : null;
    }
}
