using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using SamHost.Contracts.Data;
using SamHost.Contracts.Plugins;
using SamHost.Plugins.DatasetImageFolder;
using SkiaSharp;

namespace SamHost.ShippedPlugins.Tests.DatasetImageFolder;

/// <summary>A hundred files that are no whole pictures, of every kind; and pictures that are unusual, and whole.</summary>
public sealed class BrokenPictureTests : IDisposable
{
    private const int Side = 16;

    private readonly string _folder = Directory.CreateTempSubdirectory("broken-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_hundred_broken_files_are_named_none_crashes_and_none_is_decoded_in_full()
    {
        var broken = Broken().ToList();
        Assert.Equal(100, broken.Count);
        for (var i = 0; i < 8; i++) Write($"{i % 2}/whole-{i}.png", Encode(SKEncodedImageFormat.Png));
        foreach (var (place, (name, bytes)) in broken.Index()) Write($"{place % 2}/{place:000}-{name}", bytes);
        var before = Environment.WorkingSet;

        using var data = Load(new() { Path = ".", Broken = BrokenPictures.Skip, MaxPixels = 1_000_000 });

        Assert.Equal(8, data.Train.Count + data.Test.Count);
        Assert.Contains(data.Notes, note => note.StartsWith("warning: 100 files that cannot be read", StringComparison.Ordinal));
        // The bomb alone has 3.6 GB of pixels.
        Assert.InRange(Environment.WorkingSet - before, long.MinValue, 500L << 20);
        var refused = Assert.Throws<ComponentException>(() => Load(new() { Path = ".", MaxPixels = 1_000_000 }));
        Assert.StartsWith("100 files cannot be read as pictures", refused.Message, StringComparison.Ordinal);
        Assert.Contains("000-empty.png: the file is empty", refused.Message, StringComparison.Ordinal);
        Assert.EndsWith("and 80 more.", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_picture_of_30000_by_30000_is_refused_by_its_header()
    {
        Write("a/bomb.png", Png(30_000, 30_000, 8, 0, [1, 2, 3]));
        for (var i = 0; i < 4; i++) Write($"{(i % 2 == 0 ? "a" : "b")}/{i}.png", Encode(SKEncodedImageFormat.Png));

        Assert.Contains(
            "it has 30000 x 30000 pixels, more than MaxPixels (50000000)",
            Assert.Throws<ComponentException>(() => Load(new() { Path = ".", Width = Side, Height = Side })).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Sixteen_bits_palettes_and_animations_are_read_as_what_is_seen()
    {
        // Rows of a filter byte and two samples of 16 bits; of a palette, rows of a filter byte and one bit a pixel.
        Write("a/deep.png", Png(2, 1, 16, 0, [0, 0x80, 0x00, 0xFF, 0xFF]));
        Write("b/palette.png", Png(2, 1, 1, 3, [0, 0b0100_0000], palette: [255, 0, 0, 0, 0, 255]));
        Write("a/animated.gif", Animation());
        Write("b/plain.gif", Animation());

        using var data = Load(new() { Path = ".", Standardize = false, Channels = 3 });

        Assert.Equal([0.5f, 1, 0.5f, 1, 0.5f, 1], Values(data, "a/deep.png").Select(value => MathF.Round(value, 2)));
        Assert.Equal([1f, 0, 0, 0, 0, 1], Values(data, "b/palette.png"));
        // Its first frame is red, its second green.
        Assert.Equal([1f, 1, 0, 0, 0, 0], Values(data, "a/animated.gif"));
    }

    // The eight orientations of EXIF: where the stored picture's first row and first column are seen.
    [Theory]
    [InlineData(1, "AB CD")]
    [InlineData(2, "BA DC")]
    [InlineData(3, "DC BA")]
    [InlineData(4, "CD AB")]
    [InlineData(5, "AC BD")]
    [InlineData(6, "CA DB")]
    [InlineData(7, "DB CA")]
    [InlineData(8, "BD AC")]
    public void A_photograph_is_turned_as_its_camera_says(int orientation, string seen)
    {
        var levels = new Dictionary<char, int> { ['A'] = 0, ['B'] = 85, ['C'] = 170, ['D'] = 255 };
        using var bitmap = new SKBitmap(new SKImageInfo(Side, Side, SKColorType.Gray8, SKAlphaType.Opaque));
        for (var pixel = 0; pixel < Side * Side; pixel++)
            bitmap.GetPixelSpan()[pixel] = (byte)levels["ABCD"[(pixel / Side / (Side / 2) * 2) + (pixel % Side / (Side / 2))]];
        using var encoded = bitmap.Encode(SKEncodedImageFormat.Jpeg, 100);
        byte[] jpeg = encoded.ToArray();
        // Behind the marker of the beginning: APP1 with a TIFF directory of one entry, tag 0x0112.
        byte[] tiff = [.. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];
        byte[] exif = [.. "Exif"u8, 0, 0, .. tiff];
        foreach (var name in new[] { "a/1.jpg", "a/2.jpg", "b/3.jpg", "b/4.jpg" })
            Write(name, [.. jpeg[..2], 0xFF, 0xE1, 0, (byte)(exif.Length + 2), .. exif, .. jpeg[2..]]);

        using var data = Load(new() { Path = ".", Standardize = false, Channels = 1 });

        var values = Values(data, "a/1.jpg");
        var quarters = new[] { (4, 4), (4, 12), (12, 4), (12, 12) }.Select(at => values[(Side * at.Item1) + at.Item2]).ToList();
        Assert.All(quarters.Zip(seen.Replace(" ", "", StringComparison.Ordinal)), quarter =>
            Assert.Equal(levels[quarter.Second] / 255.0, quarter.First, 0.02));
    }

    private static IEnumerable<(string Name, byte[] Bytes)> Broken()
    {
        yield return ("empty.png", []);
        yield return ("text.png", "no picture at all"u8.ToArray());
        yield return ("page.jpg", "<!DOCTYPE html><title>404</title>"u8.ToArray());
        yield return ("bomb.png", Png(30_000, 30_000, 8, 0, [1, 2, 3]));
        yield return ("zeros.png", new byte[5000]);
        yield return ("archive.webp", [.. "PK"u8, 3, 4, .. new byte[60]]);
        (SKEncodedImageFormat Format, string Ending)[] formats =
            [(SKEncodedImageFormat.Png, "png"), (SKEncodedImageFormat.Jpeg, "jpg"), (SKEncodedImageFormat.Webp, "webp")];
        foreach (var (format, ending) in formats)
        {
            var whole = Encode(format);
            // Cut short after more and more bytes.
            for (var share = 1; share <= 18; share++) yield return ($"cut.{ending}", whole[..(whole.Length * share / 20)]);
            // Its signature is gone, or its header says something else.
            yield return ($"signature.{ending}", [0, 0, .. whole[2..]]);
            yield return ($"twice-first.{ending}", [.. whole[..3], .. whole]);
            yield return ($"only-header.{ending}", whole[..12]);
        }

        var random = new Random(7);
        for (var i = 0; i < 31; i++)
        {
            var noise = new byte[random.Next(1, 3000)];
            random.NextBytes(noise);
            yield return ($"noise.{new[] { "png", "jpg", "webp", "bmp", "gif" }[i % 5]}", noise);
        }
    }

    private static byte[] Encode(SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(Side, Side, SKColorType.Gray8, SKAlphaType.Opaque));
        new Random(1).NextBytes(bitmap.GetPixelSpan());
        using var encoded = bitmap.Encode(format, 90);
        return encoded.ToArray();
    }

    // PNG's chunks (ISO/IEC 15948): header, palette, packed rows, end.
    private static byte[] Png(int width, int height, byte bits, byte colour, byte[] rows, byte[]? palette = null)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (bits, colour);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true)) zlib.Write(rows);
        return
        [
            0x89, .. "PNG\r\n"u8, 0x1A, 0x0A, .. Chunk("IHDR", header), .. palette is null ? [] : Chunk("PLTE", palette),
            .. Chunk("IDAT", packed.ToArray()), .. Chunk("IEND", []),
        ];
    }

    private static byte[] Chunk(string type, byte[] content)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes(type), .. content];
        var (length, crc) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(crc, Crc(body));
        return [.. length, .. body, .. crc];
    }

    // Annex D of the same.
    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
        }

        return ~crc;
    }

    // GIF89a of two frames of 2 x 1 pixels: red, then green. The codes of LZW are 3 bits wide: clear, pixel, pixel, end.
    private static byte[] Animation()
    {
        byte[] Frame(int colour) =>
        [
            0x21, 0xF9, 4, 0, 10, 0, 0, 0, 0x2C, 0, 0, 0, 0, 2, 0, 1, 0, 0, 2, 2, (byte)(0b100 | (colour << 3) | ((colour << 6) & 0xFF)),
            (byte)((colour >> 2) | (0b101 << 1)), 0,
        ];
        return [.. "GIF89a"u8, 2, 0, 1, 0, 0x80, 0, 0, 255, 0, 0, 0, 255, 0, .. Frame(0), .. Frame(1), 0x3B];
    }

    private static float[] Values(Dataset data, string id)
    {
        var part = data.Train.Source.Ids.Contains(id) ? data.Train : data.Test;
        return part.Inputs[part.Source.Ids.Index().Single(entry => entry.Item == id).Index].data<float>().ToArray();
    }

    private void Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }

    private Dataset Load(ImageFolderOptions options) => new ImageFolderLoader(options).Load(new DatasetRequest(1, _folder));
}
