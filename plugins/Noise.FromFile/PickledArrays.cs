using System.Buffers.Binary;
using System.Text;

namespace SamHost.Plugins.NoiseFromFile;

/// <summary>
/// Reads a dictionary of int64 arrays out of a pickle of Python's (protocol 2), as PyTorch writes one of NumPy arrays. The instructions are
/// read past and not carried out: a pickle is a program, and this one has nothing to do but to bring its texts. Each key is a text with
/// "label" in it, and the next long text holds the bytes of its array, a character each.
/// </summary>
internal static class PickledArrays
{
    private const int Size = sizeof(long);

    /// <summary>The arrays by their keys.</summary>
    /// <exception cref="InvalidDataException">It holds an instruction that such a dictionary does not need, or ends too early.</exception>
    internal static Dictionary<string, long[]> Read(ReadOnlySpan<byte> pickle)
    {
        var arrays = new Dictionary<string, long[]>();
        string? key = null;
        for (var at = 0; at < pickle.Length;)
        {
            var instruction = (char)pickle[at++];
            if (instruction == 'X')
            {
                var length = BinaryPrimitives.ReadInt32LittleEndian(Take(pickle, ref at, sizeof(int)));
                var text = Encoding.UTF8.GetString(Take(pickle, ref at, length));
                if (text.Contains("label", StringComparison.Ordinal)) key = text;
                else if (key is not null && text.Length > Size && text.Length % Size == 0) arrays[key] = Numbers(text);
            }
            else
            {
                Skip(pickle, ref at, instruction);
            }
        }

        return arrays;
    }

    private static void Skip(ReadOnlySpan<byte> pickle, ref int at, char instruction)
    {
        switch (instruction)
        {
            case '}' or '(' or 't' or 'R' or 'b' or 'u' or 's' or 'N' or '.' or '\x85' or '\x86' or '\x87' or '\x88' or '\x89':
                break;
            case '\x80' or 'q' or 'h' or 'K':
                Take(pickle, ref at, 1);
                break;
            case 'M':
                Take(pickle, ref at, 2);
                break;
            case 'J' or 'r' or 'j':
                Take(pickle, ref at, 4);
                break;
            case 'c':
                Line(pickle, ref at);
                Line(pickle, ref at);
                break;
            default:
                throw new InvalidDataException(
                    $"the instruction 0x{(int)instruction:x2} at byte {at - 1} of data.pkl is not one that a dictionary of arrays needs.");
        }
    }

    private static long[] Numbers(string text)
    {
        var bytes = Encoding.Latin1.GetBytes(text);
        return [.. Enumerable.Range(0, bytes.Length / Size)
            .Select(index => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(index * Size, Size)))];
    }

    private static void Line(ReadOnlySpan<byte> pickle, ref int at)
    {
        var length = pickle[at..].IndexOf((byte)'\n');
        Take(pickle, ref at, length < 0 ? int.MaxValue : length + 1);
    }

    private static ReadOnlySpan<byte> Take(ReadOnlySpan<byte> pickle, ref int at, int count)
    {
        if (count < 0 || count > pickle.Length - at) throw new InvalidDataException("data.pkl ends too early.");
        var taken = pickle.Slice(at, count);
        at += count;
        return taken;
    }
}
