using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace SamHost.Training.Checkpointing;

/// <summary>
/// The header of a safetensors file: its length (8 bytes, little endian), and JSON with the type, the shape and the place of each tensor.
/// Read, it is held against the file's length before anything is allocated.
/// </summary>
internal static class SafetensorsHeader
{
    private const int LengthBytes = 8;
    private const int Alignment = 8;
    private const string MetadataKey = "__metadata__";

    // That of the format's own library.
    private const long MaxBytes = 100_000_000;

    private static readonly Dictionary<string, (ScalarType Type, int Bytes)> Types = new()
    {
        ["F64"] = (ScalarType.Float64, 8), ["F32"] = (ScalarType.Float32, 4), ["F16"] = (ScalarType.Float16, 2),
        ["BF16"] = (ScalarType.BFloat16, 2),
        ["I64"] = (ScalarType.Int64, 8), ["I32"] = (ScalarType.Int32, 4), ["I16"] = (ScalarType.Int16, 2), ["I8"] = (ScalarType.Int8, 1),
        ["U8"] = (ScalarType.Byte, 1), ["BOOL"] = (ScalarType.Bool, 1),
    };

    private static readonly Dictionary<ScalarType, string> Names = Types.ToDictionary(item => item.Value.Type, item => item.Key);

    /// <summary>A tensor, and where its numbers begin in the file.</summary>
    public readonly record struct Entry(string Name, ScalarType Type, long[] Shape, long Start, long End);

    /// <summary>The header of tensors that follow it one after the other.</summary>
    /// <exception cref="ArgumentException">A tensor has a type that the format does not have.</exception>
    public static byte[] Of(IEnumerable<KeyValuePair<string, Tensor>> tensors)
    {
        var header = new JsonObject { [MetadataKey] = new JsonObject { ["format"] = "pt" } };
        var place = 0L;
        foreach (var (name, tensor) in tensors)
        {
            if (!Names.TryGetValue(tensor.dtype, out var type))
                throw new ArgumentException($"The tensor '{name}' is of type {tensor.dtype}, which a checkpoint cannot hold.");
            var end = place + (tensor.numel() * tensor.element_size());
            header[name] = new JsonObject
            {
                ["dtype"] = type,
                ["shape"] = new JsonArray([.. tensor.shape.Select(size => JsonValue.Create(size))]),
                ["data_offsets"] = new JsonArray(place, end),
            };
            place = end;
        }

        var text = Encoding.UTF8.GetBytes(header.ToJsonString());
        // Padded with spaces, so that the elements are aligned.
        var bytes = new byte[LengthBytes + ((text.Length + Alignment - 1) / Alignment * Alignment)];
        bytes.AsSpan().Fill((byte)' ');
        BinaryPrimitives.WriteInt64LittleEndian(bytes, bytes.Length - LengthBytes);
        text.CopyTo(bytes, LengthBytes);
        return bytes;
    }

    /// <summary>Reads the header of a file.</summary>
    /// <param name="file">The file.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <exception cref="CheckpointException">It is none, or does not fit the file.</exception>
    public static IReadOnlyList<Entry> Read(FileStream file, string path)
    {
        Span<byte> prefix = stackalloc byte[LengthBytes];
        if (file.ReadAtLeast(prefix, LengthBytes, throwOnEndOfStream: false) < LengthBytes) throw Malformed("it is shorter than 8 bytes");
        var length = BinaryPrimitives.ReadInt64LittleEndian(prefix);
        if (length < 0 || length > Math.Min(MaxBytes, file.Length - LengthBytes))
            throw Malformed($"its header is said to have {length} bytes, and the file has {file.Length}");
        var text = new byte[length];
        file.ReadExactly(text);
        try
        {
            using var document = JsonDocument.Parse(text);
            List<Entry> entries = [
                .. document.RootElement.EnumerateObject().Where(property => property.Name != MetadataKey)
                    .Select(property => Parse(property, LengthBytes + length))];
            Check(entries, LengthBytes + length);
            return entries;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or KeyNotFoundException)
        {
            throw Malformed("its header is not that of the format");
        }

        Entry Parse(JsonProperty property, long begin)
        {
            var type = property.Value.GetProperty("dtype").GetString() ?? "";
            if (!Types.TryGetValue(type, out var known)) throw Malformed($"the tensor '{property.Name}' has the type '{type}'");
            long[] shape = [.. property.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64())];
            var offsets = property.Value.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt64()).ToList();
            if (offsets is not [var start, var end] || start < 0 || end < start || end > file.Length - begin)
                throw Malformed($"the tensor '{property.Name}' lies outside of the file");
            if (Bytes(shape, known.Bytes) != end - start)
                throw Malformed($"the tensor '{property.Name}' has another number of bytes than its shape");
            return new Entry(property.Name, known.Type, shape, begin + start, begin + end);
        }

        // One after the other, without holes, to the end: two that share their numbers would be two of one.
        void Check(List<Entry> entries, long begin)
        {
            if (entries.DistinctBy(entry => entry.Name).Count() < entries.Count) throw Malformed("it has two tensors of one name");
            var place = begin;
            foreach (var entry in entries.OrderBy(entry => entry.Start).ThenBy(entry => entry.End))
            {
                if (entry.Start != place) throw Malformed($"the tensor '{entry.Name}' does not begin where the one before it ends");
                place = entry.End;
            }

            if (place != file.Length) throw Malformed("it is longer than its tensors");
        }

        CheckpointException Malformed(string what) => new($"{path} is no safetensors file: {what}.");
    }

    /// <summary>The bytes of a tensor; -1 where there is no such tensor.</summary>
    private static long Bytes(long[] shape, long bytes)
    {
        try
        {
            foreach (var size in shape) bytes = size < 0 ? throw new OverflowException() : checked(bytes * size);
            return bytes;
        }
        catch (OverflowException)
        {
            return -1;
        }
    }
}
