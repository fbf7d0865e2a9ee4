using ICSharpCode.SharpZipLib.GZip;
using SamHost.Contracts.Data;

namespace SamHost.Plugins.DatasetFashionMnist;

/// <summary>
/// The bytes of a file that may be gzip (told by its first two bytes), with errors that name the offset: of the unpacked bytes in
/// a gzip file.
/// </summary>
internal sealed class IdxStream : IDisposable
{
    // Deflate packs no more than 1032 bytes into one (https://zlib.net/zlib_tech.html).
    private const long LargestPackingRatio = 1032;

    private readonly string path;
    private readonly bool isPacked;
    private readonly long fileLength;
    private readonly Stream stream;
    private long position;

    internal IdxStream(string path)
    {
        this.path = path;
        var file = DataFile.Open(path);
        try
        {
            fileLength = file.Length;
            if (fileLength == 0)
                throw new DataFileException(path, null, "the file is empty");
            isPacked = file.ReadByte() == 0x1f && file.ReadByte() == 0x8b;
            file.Position = 0;
            // Not the framework's GZipStream: it takes a file without its checksum for a whole one.
            stream = isPacked ? new GZipInputStream(file) : file;
        }
        catch (Exception unreadable)
        {
            file.Dispose();
            if (unreadable is IOException)
                throw Problem(0, $"the file cannot be read: {unreadable.Message}");
            throw;
        }
    }

    /// <summary>Reads the rest of the file, which must be <paramref name="length"/> bytes.</summary>
    internal byte[] ReadBody(long length, string what)
    {
        if (!isPacked && length > fileLength - position)
            throw Problem(fileLength, $"expected {what} from byte {position} on, and the file ends here");
        if (length > Math.Min(fileLength * LargestPackingRatio, Array.MaxLength))
            throw Problem(position, $"expected {what}, which are more than a file of {fileLength} bytes can hold");

        var body = new byte[length];
        Fill(body, what);
        if (Read(stackalloc byte[1]) > 0)
            throw Problem(position - 1, $"expected the end of the file after {what}, and found more bytes");
        return body;
    }

    /// <summary>Fills the bytes from the stream.</summary>
    internal void Fill(Span<byte> bytes, string what)
    {
        while (bytes.Length > 0)
        {
            var read = Read(bytes);
            if (read == 0)
                throw Problem(position, $"expected {what}, and the file ends here");
            bytes = bytes[read..];
        }
    }

    /// <summary>A problem at an offset.</summary>
    internal DataFileException Problem(long offset, string problem) =>
        new(path, $"{(isPacked ? "unpacked " : "")}byte {offset}", problem);

    /// <inheritdoc/>
    public void Dispose() => stream.Dispose();

    private int Read(Span<byte> bytes)
    {
        try
        {
            var read = stream.Read(bytes);
            position += read;
            return read;
        }
        // In a damaged file the unpacking stumbles over anything, such as an index of its own.
        catch (Exception unreadable) when (isPacked || unreadable is IOException)
        {
            throw Problem(position, $"the file is corrupt or cut short here or further on: {unreadable.Message}");
        }
    }
}
