using System.Diagnostics;
using System.Text;

namespace SamHost.Telemetry;

/// <summary>How many bytes a span takes in an OTLP request: estimated from above, by the encoding of the protocol.</summary>
internal static class SpanSize
{
    // Ids, flags, kind, times, status, and the lengths around them.
    private const int Frame = 88;
    private const int Link = 48;

    // Tag and length of the attribute, of its key, of its value.
    private const int Attribute = 12;

    private const int Double = 11;
    private const int Boolean = 4;
    private const int LongestInteger = 14;

    /// <summary>The size of a span that has ended.</summary>
    public static long Of(Activity span)
    {
        var size = (long)Frame + span.DisplayName.Length;
        foreach (ref readonly var tag in span.EnumerateTagObjects()) size += Attribute + tag.Key.Length + OfValue(tag.Value);
        foreach (ref readonly var _ in span.EnumerateLinks()) size += Link;
        return size;
    }

    /// <summary>The size of a number attribute.</summary>
    public static long OfNumber(string name) => Attribute + name.Length + Double;

    /// <summary>The size of an attribute that is an array of numbers.</summary>
    public static long OfNumbers(string name, long count) => Attribute + name.Length + (count * Double);

    /// <summary>The size of an attribute that is an array of truth values.</summary>
    public static long OfBooleans(string name, long count) => Attribute + name.Length + (count * Boolean);

    /// <summary>The size of an attribute that is an array of numbers from 0 to a bound.</summary>
    public static long OfIndices(string name, long count, long bound) => Attribute + name.Length + (count * Index(bound));

    /// <summary>The size of a span with no attributes and no link.</summary>
    public static long OfFrame(string name) => Frame + name.Length;

    private static long OfValue(object? value) => value switch
    {
        double[] numbers => numbers.LongLength * Double,
        bool[] flags => flags.LongLength * Boolean,
        long[] integers => integers.Length == 0 ? 0 : integers.LongLength * Index(integers.Max()),
        string text => Encoding.UTF8.GetByteCount(text),
        bool => Boolean,
        Array other => other.LongLength * LongestInteger,
        _ => LongestInteger,
    };

    // Seven bits a byte, after four bytes of tags and lengths. (A negative one has the longest form.)
    private static int Index(long largest) => largest < 0 ? LongestInteger : 4 + Math.Max(1, (64 - (int)long.LeadingZeroCount(largest) + 6) / 7);
}
