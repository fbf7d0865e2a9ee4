namespace SamHost.TestSupport;

/// <summary>A folder with a tiny CIFAR-10, written byte by byte: 2 images in each training file, 3 in the test file.</summary>
internal sealed class Cifar10Folder : IDisposable
{
    internal const int RecordSize = 3073;

    internal Cifar10Folder()
    {
        for (var number = 1; number <= 5; number++)
            Write($"data_batch_{number}.bin", [.. Record(2 * number - 2), .. Record(2 * number - 1)]);
        Write("test_batch.bin", [.. Record(10), .. Record(11), .. Record(12)]);
        Write("batches.meta.txt", "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n"u8.ToArray());
    }

    internal string Path { get; } = Directory.CreateTempSubdirectory("cifar-").FullName;

    /// <summary>The label of the image with this number.</summary>
    internal static byte Label(int image) => (byte)((image * 3 + 6) % 10);

    /// <summary>The byte at a place of the image with this number.</summary>
    internal static byte Pixel(int image, int channel, int row, int column) =>
        (byte)(image * 7 + channel * 40 + row * 3 + column * column % 11);

    internal string File(string name) => System.IO.Path.Combine(Path, name);

    internal byte[] Read(string name) => System.IO.File.ReadAllBytes(File(name));

    internal void Write(string name, byte[] bytes) => System.IO.File.WriteAllBytes(File(name), bytes);

    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static byte[] Record(int image)
    {
        var record = new byte[RecordSize];
        record[0] = Label(image);
        for (var channel = 0; channel < 3; channel++)
        {
            for (var row = 0; row < 32; row++)
            {
                for (var column = 0; column < 32; column++)
                    record[1 + channel * 1024 + row * 32 + column] = Pixel(image, channel, row, column);
            }
        }

        return record;
    }
}
