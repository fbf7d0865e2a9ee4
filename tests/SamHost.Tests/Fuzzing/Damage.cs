using System.Buffers.Binary;
using System.Text;

namespace SamHost.Tests.Fuzzing;

/// <summary>Damages a valid file at random. The same generator and file give the same damage.</summary>
internal static class Damage
{
    private const int MostChanges = 6;

    /// <summary>Lengths and values at the edges of what a number can hold.</summary>
    private static readonly long[] Edges = [
        0, 1, -1, 2, 127, 128, 255, 256, 32767, 65535, int.MaxValue, int.MinValue, uint.MaxValue, long.MaxValue, long.MinValue,
        2_000_000_000];

    /// <summary>What a text format may trip over.</summary>
    private static readonly byte[][] Texts =
    [
        .. new[]
        {
            "0", "-1", "-0", "1e308", "1e-400", "1e999999999", "NaN", "Infinity", "0x10", "99999999999999999999999999", "2147483648",
            "-9223372036854775808", "\"", "\"\"", "'", "\\", "\\u0000", "\\ud800",
            "{", "}", "[", "]", "[[[[[[[[[[", ":", ",", ",,,,", ";", "\t", "\n", "\r", "\r\n", "\n\n", "\0", " ", "null", "true", "é",
            "\uFEFF", "\u202e", "/*", "//", "#", "..", "../../..", "/", "*", "%s%n", "$schema",
        }.Select(Encoding.UTF8.GetBytes),
        [0xff, 0xfe], [0xc3], [0xed, 0xa0, 0x80], [0x1f, 0x8b],
    ];

    /// <summary>A damaged copy; now and then bytes that were never valid.</summary>
    public static byte[] To(byte[] valid, Random random)
    {
        if (random.Next(20) == 0) return Noise(random);
        List<byte> bytes = [.. valid];
        // One change most often: it gets furthest into a reader.
        for (var change = random.Next(1 + random.Next(MostChanges)); change >= 0; change--) Change(bytes, random);
        return [.. bytes];
    }

    private static byte[] Noise(Random random)
    {
        var bytes = new byte[random.Next(200)];
        random.NextBytes(bytes);
        return bytes;
    }

    private static void Change(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(random.Next(1, 1 << random.Next(1, 8)), bytes.Count - at);
        switch (random.Next(11))
        {
            case 0 or 1 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 3:
                Overwrite(bytes, at, Number(random));
                break;
            case 4:
                // Headers are where files begin.
                Overwrite(bytes, random.Next(Math.Min(bytes.Count, 32) + 1), Number(random));
                break;
            case 5:
                bytes.RemoveRange(at, length);
                break;
            case 6:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 7:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 8:
                ReplaceNumber(bytes, at, random);
                break;
            default:
                bytes.InsertRange(at, Texts[random.Next(Texts.Length)]);
                break;
        }
    }

    private static void ReplaceNumber(List<byte> bytes, int at, Random random)
    {
        var first = bytes.FindIndex(at, digit => char.IsAsciiDigit((char)digit));
        if (first < 0) return;
        var end = bytes.FindIndex(first, other => !char.IsAsciiDigit((char)other));
        bytes.RemoveRange(first, (end < 0 ? bytes.Count : end) - first);
        bytes.InsertRange(first, Encoding.ASCII.GetBytes($"{Edges[random.Next(Edges.Length)]}"));
    }

    private static byte[] Number(Random random)
    {
        var value = Edges[random.Next(Edges.Length)];
        var bytes = new byte[sizeof(long)];
        if (random.Next(2) == 0) BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        else BinaryPrimitives.WriteInt64BigEndian(bytes, value);
        var size = 1 << random.Next(4);
        return random.Next(2) == 0 ? bytes[..size] : bytes[^size..];
    }

    private static void Overwrite(List<byte> bytes, int at, byte[] with)
    {
        for (var index = 0; index < with.Length && at + index < bytes.Count; index++) bytes[at + index] = with[index];
    }
}
