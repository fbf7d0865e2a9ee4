using System.Diagnostics;
using System.Text;

namespace SamHost.Telemetry;

/// <summary>How many bytes a span takes in an OTLP request: estimated from above, by the encoding of the protocol.</summary>
internal static class SpanSize
{
    // Ids, flags, kind, times, status, and the lengths around them.
    private const int Frame = 80;
    private const int Link = 48;

    // Tags and lengths of the attribute, of its key and of its value; an array has two more of each, with long lengths.
    private const int Attribute = 6;
    private const int Array = 16;

    /// <summary>A number of an array.</summary>
    public const int Double = 11;

    /// <summary>A truth value of an array.</summary>
    public const int Boolean = 4;

    private const int LongestInteger = 14;
    private const int Number = 9;

    // A text below this, and what is around it, have lengths of one byte.
    private const int ShortBytes = 126;

    /// <summary>The size of a span that has ended.</summary>
    public static long Of(Activity span)
    {
        var size = (long)Frame + Encoding.UTF8.GetByteCount(span.DisplayName);
        foreach (ref readonly var tag in span.EnumerateTagObjects()) size += tag.Key.Length + OfValue(tag.Value);
        foreach (ref readonly var _ in span.EnumerateLinks()) size += Link;
        foreach (ref readonly var happened in span.EnumerateEvents()) size += OfEvent(happened);
        return size + (span.StatusDescription is { } reason ? Encoding.UTF8.GetByteCount(reason) : 0);
    }

    private static long OfEvent(in ActivityEvent happened)
    {
        var size = (long)Frame + Encoding.UTF8.GetByteCount(happened.Name);
        foreach (ref readonly var tag in happened.EnumerateTagObjects()) size += tag.Key.Length + OfValue(tag.Value);
        return size;
    }

    private static long OfValue(object? value) => value switch
    {
        double[] numbers => Array + (numbers.LongLength * Double),
        bool[] flags => Array + (flags.LongLength * Boolean),
        string[] texts => Array + texts.Sum(text => (long)Text(Encoding.UTF8.GetByteCount(text))),
        string text => Attribute + 4 + Encoding.UTF8.GetByteCount(text),
        bool => Attribute + Boolean,
        double => Attribute + Number,
        System.Array other => Array + (other.LongLength * LongestInteger),
        _ => Attribute + LongestInteger,
    };

    /// <summary>A text of an array.</summary>
    /// <param name="bytes">Its number of bytes.</param>
    public static int Text(int bytes) => bytes + (bytes < ShortBytes ? 4 : Attribute);
}
