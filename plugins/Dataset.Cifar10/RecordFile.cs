using SamHost.Contracts.Data;
using static TorchSharp.torch;

namespace SamHost.Plugins.DatasetCifar10;

/// <summary>
/// A file of records of 3,073 bytes: the label, then 1,024 red, 1,024 green and 1,024 blue values, each plane row by row.
/// </summary>
internal sealed class RecordFile
{
    internal const int Side = 32;
    private const int PixelCount = 3 * Side * Side;
    private const int RecordSize = 1 + PixelCount;

    private readonly string path;
    private readonly int classCount;

    /// <summary>Looks at the file's size.</summary>
    /// <exception cref="DataFileException">It is not a whole number of records.</exception>
    internal RecordFile(string path, int classCount)
    {
        (this.path, this.classCount) = (path, classCount);
        var length = new FileInfo(path).Length;
        if (length == 0)
            throw new DataFileException(path, null, "the file is empty");
        var (count, rest) = Math.DivRem(length, RecordSize);
        if (rest != 0)
            throw new DataFileException(
                path,
                $"byte {length - rest}",
                $"expected a whole record of {RecordSize} bytes (a label, then 3x32x32 pixels) "
                + $"and found the last {rest} bytes of the file");
        Count = checked((int)count);
    }

    /// <summary>The number of records.</summary>
    internal int Count { get; }

    /// <summary>Reads the whole file, checks each label, and keeps the chosen records.</summary>
    /// <param name="chosen">The records to keep, ascending, counted from <paramref name="first"/>.</param>
    /// <param name="first">The number of the file's first record.</param>
    /// <param name="inputs">Where the pixels go: float32 [number of chosen records, 3, 32, 32].</param>
    /// <param name="labels">Where the labels go, one for each chosen record.</param>
    /// <exception cref="DataFileException">The file cannot be read, or a label is out of range.</exception>
    internal void Read(ReadOnlySpan<long> chosen, long first, Tensor inputs, Span<long> labels)
    {
        var record = new byte[RecordSize];
        using var scope = NewDisposeScope();
        var bytes = frombuffer(record, ScalarType.Byte); // the same memory as the array
        var pixels = bytes.narrow(0, 1, PixelCount).view(3, Side, Side);
        using var file = DataFile.Open(path);
        var kept = 0;
        for (var index = 0; index < Count; index++)
        {
            file.ReadExactly(record);
            if (record[0] >= classCount)
                throw new DataFileException(
                    path, $"byte {(long)index * RecordSize}", $"expected a label from 0 to {classCount - 1} and found {record[0]}");
            if (kept == chosen.Length || chosen[kept] != first + index)
                continue;
            labels[kept] = record[0];
            using var place = inputs.select(0, kept);
            using var _ = place.copy_(pixels);
            kept++;
        }
    }
}
