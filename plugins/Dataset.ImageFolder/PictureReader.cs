using SamHost.Contracts.Data;

namespace SamHost.Plugins.DatasetImageFolder;

/// <summary>Decodes pictures for each batch: of a folder that does not fit in memory.</summary>
/// <param name="files">The pictures; each was decoded once.</param>
/// <param name="decoder">Decodes them.</param>
/// <param name="scaling">Makes inputs of their values.</param>
internal sealed class PictureReader(IReadOnlyList<PictureFile> files, PictureDecoder decoder, PictureScaling scaling) : IInputReader
{
    public int Count => files.Count;

    public IReadOnlyList<long> InputShape { get; } = [decoder.Channels, decoder.Height, decoder.Width];

    public void Read(ReadOnlySpan<long> places, Span<float> inputs)
    {
        var values = new byte[decoder.Size];
        for (var i = 0; i < places.Length; i++)
        {
            var file = files[(int)places[i]];
            if (decoder.Decode(file.Path, values) is { } problem)
                throw new DataFileException(file.Path, null, $"it cannot be read any more: {problem}");
            scaling.Apply(values, inputs.Slice(i * decoder.Size, decoder.Size));
        }
    }

    public void Dispose()
    {
    }
}
