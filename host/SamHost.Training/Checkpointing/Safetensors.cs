using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace SamHost.Training.Checkpointing;

/// <summary>
/// Tensors in a file of the format safetensors (https://huggingface.co/docs/safetensors), which PyTorch's users read with
/// <c>safetensors.torch.load_file</c>: a header (<see cref="SafetensorsHeader"/>), then the numbers.
/// </summary>
public static class Safetensors
{
    // A tensor may have more bytes than a span can address.
    private const long ChunkBytes = 1 << 26;

    /// <summary>Writes tensors, in the order of their names.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="tensors">The tensors, on any device. Borrowed.</param>
    /// <exception cref="ArgumentException">A tensor has a type that the format does not have.</exception>
    public static void Write(Stream stream, IReadOnlyDictionary<string, Tensor> tensors)
    {
        var items = tensors.OrderBy(item => item.Key, StringComparer.Ordinal).ToList();
        stream.Write(SafetensorsHeader.Of(items));
        foreach (var (_, tensor) in items)
        {
            using var scope = NewDisposeScope();
            using var _ = no_grad();
            ForEachChunk(tensor.detach().cpu().contiguous(), bytes => stream.Write(bytes));
        }
    }

    /// <summary>Reads tensors. However the file was made, no more memory is asked for than goes with its length.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The tensors, on the CPU, in no dispose scope: the caller disposes them.</returns>
    /// <exception cref="CheckpointException">It is no such file.</exception>
    public static Dictionary<string, Tensor> Read(string path)
    {
        using var file = File.OpenRead(path);
        var tensors = new Dictionary<string, Tensor>();
        try
        {
            foreach (var entry in SafetensorsHeader.Read(file, path))
            {
                var tensor = Empty(entry, path).DetachFromDisposeScope();
                tensors.Add(entry.Name, tensor);
                file.Position = entry.Start;
                ForEachChunk(tensor, file.ReadExactly);
            }

            return tensors;
        }
        catch (Exception e)
        {
            foreach (var tensor in tensors.Values) tensor.Dispose();
            if (e is EndOfStreamException) throw new CheckpointException($"{path} ended while it was read.");
            throw;
        }
    }

    private static Tensor Empty(SafetensorsHeader.Entry entry, string path)
    {
        try
        {
            return empty(entry.Shape, entry.Type);
        }
        catch (ExternalException) when (entry.Start == entry.End)
        {
            // Not out of memory: libtorch refuses some shapes that have a zero.
            throw new CheckpointException($"{path} is no safetensors file: there is no tensor of the shape of '{entry.Name}'.");
        }
    }

    private static void ForEachChunk(Tensor tensor, Chunk take)
    {
        using var scope = NewDisposeScope();
        var flat = tensor.view(-1);
        var count = ChunkBytes / tensor.element_size();
        for (var start = 0L; start < tensor.numel(); start += count)
            take(flat.narrow(0, start, Math.Min(count, tensor.numel() - start)).bytes);
    }

    private delegate void Chunk(Span<byte> bytes);
}
