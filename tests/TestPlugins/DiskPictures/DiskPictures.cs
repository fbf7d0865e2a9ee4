using Microsoft.Win32.SafeHandles;
using SamHost.Contracts.Data;
using static TorchSharp.torch;

namespace SamHost.TestPlugins.DiskPictures;

/// <summary>Pictures of 3 x 32 x 32 bytes in a file, read while a run trains, or all at once. The last tenth are test examples.</summary>
public sealed class DiskPictures(DiskPicturesOptions options) : IDatasetLoader
{
    private const int Size = 3 * 32 * 32;
    private const int Classes = 10;

    public Dataset Load(DatasetRequest request)
    {
        var path = request.Resolve(options.Path);
        var count = (int)(new FileInfo(path).Length / Size);
        var train = count - count / 10;
        return new Dataset(Part(path, 0, train), Part(path, train, count - train), [.. Enumerable.Range(0, Classes).Select(c => $"c{c}")]);
    }

    private Examples Part(string path, int first, int count)
    {
        var labels = tensor(Enumerable.Range(first, count).Select(place => (long)(place % Classes)).ToArray());
        var reader = new Reader(path, first, count);
        if (!options.InMemory) return new Examples(reader, labels);
        using (reader)
        {
            var inputs = new float[(long)count * Size];
            reader.Read([.. Enumerable.Range(0, count).Select(place => (long)place)], inputs);
            return new Examples(tensor(inputs, [count, 3, 32, 32]), labels);
        }
    }

    private sealed class Reader(string path, int first, int count) : IInputReader
    {
        private readonly SafeFileHandle _file = File.OpenHandle(path);

        public int Count => count;

        public IReadOnlyList<long> InputShape => [3, 32, 32];

        public void Read(ReadOnlySpan<long> places, Span<float> inputs)
        {
            Span<byte> picture = stackalloc byte[Size];
            for (var i = 0; i < places.Length; i++)
            {
                RandomAccess.Read(_file, picture, (first + places[i]) * Size);
                for (var j = 0; j < Size; j++) inputs[i * Size + j] = picture[j] / 255f - 0.5f;
            }
        }

        public void Dispose() => _file.Dispose();
    }
}
