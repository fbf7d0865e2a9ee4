using SkiaSharp;

namespace SamHost.Plugins.DatasetImageFolder;

/// <summary>
/// Decodes pictures by Skia: turned as their EXIF orientation says, transparent parts over white, the first frame of an animation, 8 bits a
/// channel. Grey is the luminance of ITU-R BT.601, as Pillow computes it.
/// </summary>
/// <param name="Width">The width of the result.</param>
/// <param name="Height">Its height.</param>
/// <param name="Channels">1 or 3.</param>
/// <param name="Fit">How other sizes are fitted.</param>
/// <param name="MaxPixels">The most pixels that are decoded.</param>
internal sealed record PictureDecoder(int Width, int Height, int Channels, PictureFit Fit, int MaxPixels)
{
    private static readonly SKSamplingOptions Sampling = new(SKFilterMode.Linear, SKMipmapMode.Linear);

    /// <summary>The number of values of a picture.</summary>
    internal int Size => Width * Height * Channels;

    /// <summary>Width and height, turned, and whether it is grey; null where it is no picture.</summary>
    internal static (int Width, int Height, bool IsGrey)? Look(string path)
    {
        using var codec = SKCodec.Create(path);
        if (codec is null) return null;
        var (width, height) = (codec.Info.Width, codec.Info.Height);
        return (int)codec.EncodedOrigin >= (int)SKEncodedOrigin.LeftTop
            ? (height, width, codec.Info.ColorType == SKColorType.Gray8)
            : (width, height, codec.Info.ColorType == SKColorType.Gray8);
    }

    /// <summary>Decodes a picture.</summary>
    /// <param name="path">The file.</param>
    /// <param name="values">Where its values go, 0 to 255: channel by channel, row by row.</param>
    /// <returns>Why it cannot be read; null where it was.</returns>
    internal string? Decode(string path, Span<byte> values)
    {
        if (new FileInfo(path).Length == 0) return "the file is empty";
        using var codec = SKCodec.Create(path);
        if (codec is null) return "it is no picture";
        if ((long)codec.Info.Width * codec.Info.Height > MaxPixels)
            return $"it has {codec.Info.Width} x {codec.Info.Height} pixels, more than MaxPixels ({MaxPixels})";
        using var bitmap = new SKBitmap(new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        var result = codec.GetPixels(bitmap.Info, bitmap.GetPixels());
        if (result != SKCodecResult.Success) return result == SKCodecResult.IncompleteInput ? "it is cut short" : "it is damaged";
        using var upright = Upright(bitmap, codec.EncodedOrigin);
        using var fitted = Fitted(upright ?? bitmap);
        Copy(fitted ?? upright ?? bitmap, values);
        return null;
    }

    private SKBitmap? Fitted(SKBitmap bitmap)
    {
        if (bitmap.Width == Width && bitmap.Height == Height) return null;
        var source = new SKRect(0, 0, bitmap.Width, bitmap.Height);
        if (Fit == PictureFit.Crop)
        {
            var scale = Math.Min((float)bitmap.Width / Width, (float)bitmap.Height / Height);
            var (width, height) = (Width * scale, Height * scale);
            source = SKRect.Create((bitmap.Width - width) / 2, (bitmap.Height - height) / 2, width, height);
        }

        var fitted = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Rgba8888, SKAlphaType.Premul));
        using var canvas = new SKCanvas(fitted);
        using var image = SKImage.FromBitmap(bitmap);
        canvas.Clear(SKColors.White);
        canvas.DrawImage(image, source, new SKRect(0, 0, Width, Height), Sampling);
        return fitted;
    }

    // https://www.cipa.jp/std/documents/e/DC-008-2012_E.pdf, tag 274.
    private static SKBitmap? Upright(SKBitmap bitmap, SKEncodedOrigin origin)
    {
        if (origin is SKEncodedOrigin.TopLeft or SKEncodedOrigin.Default) return null;
        var isTurned = (int)origin >= (int)SKEncodedOrigin.LeftTop;
        var (width, height) = isTurned ? (bitmap.Height, bitmap.Width) : (bitmap.Width, bitmap.Height);
        var upright = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Unpremul));
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (fromX, fromY) = origin switch
                {
                    SKEncodedOrigin.TopRight => (width - 1 - x, y),
                    SKEncodedOrigin.BottomRight => (width - 1 - x, height - 1 - y),
                    SKEncodedOrigin.BottomLeft => (x, height - 1 - y),
                    SKEncodedOrigin.LeftTop => (y, x),
                    SKEncodedOrigin.RightTop => (y, width - 1 - x),
                    SKEncodedOrigin.RightBottom => (height - 1 - y, width - 1 - x),
                    _ => (height - 1 - y, x),
                };
                upright.SetPixel(x, y, bitmap.GetPixel(fromX, fromY));
            }
        }

        return upright;
    }

    private void Copy(SKBitmap bitmap, Span<byte> values)
    {
        var pixels = bitmap.GetPixelSpan();
        var plane = Width * Height;
        for (var pixel = 0; pixel < plane; pixel++)
        {
            var rgba = pixels.Slice(4 * pixel, 4);
            var (red, green, blue) = (Over(rgba[0], rgba[3]), Over(rgba[1], rgba[3]), Over(rgba[2], rgba[3]));
            if (Channels == 1)
            {
                values[pixel] = red == green && green == blue
                    ? (byte)red
                    : (byte)(((red * 19595) + (green * 38470) + (blue * 7471) + 0x8000) >> 16);
                continue;
            }

            (values[pixel], values[plane + pixel], values[(2 * plane) + pixel]) = ((byte)red, (byte)green, (byte)blue);
        }

        // Over white.
        static int Over(int value, int alpha) => alpha == 255 ? value : ((value * alpha) + (255 * (255 - alpha)) + 127) / 255;
    }
}
