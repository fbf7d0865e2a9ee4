using SamHost.Contracts.Data;

namespace SamHost.Plugins.DatasetTable.Reading;

/// <summary>Refuses lines that DuckDB would drop without a word where they are the last of a file: those that exceed its buffer.</summary>
internal static class LongLines
{
    /// <summary>The longest line that is read, in bytes.</summary>
    internal const int Longest = 1 << 22;

    /// <summary>Reads a text file to its end.</summary>
    /// <param name="path">The file.</param>
    /// <param name="text">Its bytes, unpacked.</param>
    /// <exception cref="DataFileException">A line is longer.</exception>
    internal static void Refuse(string path, Stream text)
    {
        var buffer = new byte[1 << 20];
        var (line, length) = (1L, 0L);
        for (int count; (count = text.Read(buffer)) > 0;)
        {
            var rest = buffer.AsSpan(0, count);
            for (int end; (end = rest.IndexOfAny((byte)'\n', (byte)'\r')) >= 0;)
            {
                Require(length + end);
                if (rest[end] == '\n') line++;
                length = 0;
                rest = rest[(end + 1)..];
            }

            length += rest.Length;
            Require(length);
        }

        void Require(long bytes)
        {
            if (bytes > Longest)
                throw new DataFileException(path, $"line {line}", $"a row is longer than {Longest} bytes: is a quote never closed?");
        }
    }
}
