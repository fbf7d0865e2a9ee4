using System.Buffers.Binary;
using SamHost.Contracts.Data;

namespace SamHost.Plugins.DatasetFashionMnist;

/// <summary>
/// The IDX format of the MNIST family (LeCun et al., http://yann.lecun.com/exdb/mnist/): a big-endian magic number 0x00000801
/// for labels or 0x00000803 for images, the size of each dimension, then unsigned bytes. Everything is checked before memory is taken.
/// </summary>
internal static class IdxFile
{
    private const int LabelMagic = 0x801;
    private const int ImageMagic = 0x803;

    /// <summary>Reads a label file.</summary>
    /// <returns>The labels, each below <paramref name="classCount"/>.</returns>
    /// <exception cref="DataFileException">The file is not what it should be.</exception>
    internal static byte[] ReadLabels(string path, int classCount)
    {
        using var file = new IdxStream(path);
        file.ReadMagic(LabelMagic, "a label file");
        var count = file.ReadUInt32("the number of labels");
        if (count == 0)
            throw file.Problem(4, "expected at least 1 label and found 0");

        var labels = file.ReadBody(count, $"{count} labels");
        var wrong = labels.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)(classCount - 1));
        if (wrong >= 0)
            throw file.Problem(8 + wrong, $"expected a label from 0 to {classCount - 1} and found {labels[wrong]}");
        return labels;
    }

    /// <summary>Reads an image file of <paramref name="count"/> square images, row by row.</summary>
    /// <exception cref="DataFileException">The file is not what it should be.</exception>
    internal static byte[] ReadImages(string path, int count, int side)
    {
        using var file = new IdxStream(path);
        file.ReadMagic(ImageMagic, "an image file");
        file.ReadExpected(4, count, "images, as many as there are labels");
        file.ReadExpected(8, side, "rows an image");
        file.ReadExpected(12, side, "columns an image");
        return file.ReadBody((long)count * side * side, $"{count} images of {side}x{side} bytes");
    }

    private static void ReadMagic(this IdxStream file, int expected, string kind)
    {
        var magic = file.ReadUInt32("the magic number");
        if (magic != expected)
            throw file.Problem(0, $"expected the magic number 0x{expected:x8} of {kind} and found 0x{magic:x8}");
    }

    private static void ReadExpected(this IdxStream file, long offset, int expected, string what)
    {
        var found = file.ReadUInt32(what);
        if (found != expected)
            throw file.Problem(offset, $"expected {expected} {what}, and found {found}");
    }

    private static uint ReadUInt32(this IdxStream file, string what)
    {
        Span<byte> bytes = stackalloc byte[4];
        file.Fill(bytes, what);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }
}
