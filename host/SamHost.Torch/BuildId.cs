using System.Buffers.Binary;

namespace SamHost.Torch;

/// <summary>The GNU build id of an ELF file: the linker's hash of what it linked, in a note of the type <c>NT_GNU_BUILD_ID</c>.</summary>
internal static class BuildId
{
    private const int NoteSegment = 4;
    private const int BuildIdNote = 3;

    /// <summary>The id in hexadecimal digits; null where the file is no 64-bit little-endian ELF file or has none.</summary>
    public static string? Of(string path)
    {
        try
        {
            return Read(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException or IOException or UnauthorizedAccessException)
        {
            // It is cut off, or its headers lead outside of it.
            return null;
        }
    }

    private static string? Read(ReadOnlySpan<byte> elf)
    {
        if (!elf.StartsWith("\u007fELF\u0002\u0001"u8)) return null;
        var (start, size, count) = (Offset(elf[32..]), Half(elf[54..]), Half(elf[56..]));
        for (var index = 0; index < count; index++)
        {
            var header = elf.Slice(start + (index * size), 56);
            if (Word(header) != NoteSegment) continue;
            var notes = elf.Slice(Offset(header[8..]), Offset(header[32..]));
            if (ReadNotes(notes, alignment: Math.Max(4, Offset(header[48..]))) is { } id) return id;
        }

        return null;
    }

    private static string? ReadNotes(ReadOnlySpan<byte> notes, int alignment)
    {
        while (notes.Length > 0)
        {
            var (nameLength, length, type) = (Word(notes), Word(notes[4..]), Word(notes[8..]));
            var start = Align(12 + nameLength);
            var isGnu = notes.Slice(12, nameLength).SequenceEqual("GNU\0"u8);
            if (isGnu && type == BuildIdNote) return Convert.ToHexStringLower(notes.Slice(start, length));
            notes = notes[Math.Min(Align(start + length), notes.Length)..];
        }

        return null;

        int Align(int offset) => checked((offset + alignment - 1) / alignment * alignment);
    }

    private static int Half(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static int Word(ReadOnlySpan<byte> bytes) => checked((int)BinaryPrimitives.ReadUInt32LittleEndian(bytes));

    private static int Offset(ReadOnlySpan<byte> bytes) => checked((int)BinaryPrimitives.ReadUInt64LittleEndian(bytes));
}
