using System.Buffers.Binary;
using System.IO.Compression;

namespace SamHost.TestSupport;

/// <summary>A folder with a tiny Fashion-MNIST, written byte by byte: 3 training and 2 test images.</summary>
internal sealed class IdxFolder : IDisposable
{
    internal const string TrainImages = "train-images-idx3-ubyte";
    internal const string TrainLabels = "train-labels-idx1-ubyte";
    internal const string TestImages = "t10k-images-idx3-ubyte";
    internal const string TestLabels = "t10k-labels-idx1-ubyte";

    internal static readonly byte[] Labels = [9, 0, 3];

    internal IdxFolder()
    {
        Write(TrainLabels, [0, 0, 8, 1, 0, 0, 0, 3, .. Labels]);
        Write(TestLabels, [0, 0, 8, 1, 0, 0, 0, 2, 7, 1]);
        Write(TrainImages, Images(3, 0));
        Write(TestImages, Images(2, 3));
    }

    internal string Path { get; } = Directory.CreateTempSubdirectory("idx-").FullName;

    /// <summary>The byte at a row and a column of the image with this number.</summary>
    internal static byte Pixel(int image, int row, int column) => (byte)(image * 50 + row * 5 + column);

    internal string File(string name) => System.IO.Path.Combine(Path, name);

    internal byte[] Read(string name) => System.IO.File.ReadAllBytes(File(name));

    internal void Write(string name, byte[] bytes) => System.IO.File.WriteAllBytes(File(name), bytes);

    /// <summary>Replaces a file by its gzip form.</summary>
    internal byte[] Pack(string name, byte[]? contents = null)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal))
            gzip.Write(contents ?? Read(name));
        System.IO.File.Delete(File(name));
        Write(name + ".gz", packed.ToArray());
        return packed.ToArray();
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static byte[] Images(int count, int first)
    {
        var bytes = new byte[16 + count * 784];
        int[] header = [0x803, count, 28, 28];
        for (var field = 0; field < 4; field++)
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 * field), header[field]);
        for (var index = 0; index < count * 784; index++)
            bytes[16 + index] = Pixel(first + index / 784, index % 784 / 28, index % 28);
        return bytes;
    }
}
