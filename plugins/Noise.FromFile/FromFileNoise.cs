using SamHost.Contracts.Data;

namespace SamHost.Plugins.NoiseFromFile;

/// <summary>
/// The noisy labels of a file, such as the human re-annotations of Wei et al., "Learning with Noisy Labels Revisited: A Study Using
/// Real-World Human Annotations", ICLR 2022 (arXiv 2110.12088; CIFAR-10N), written as text. They belong to the rows of the source, or to
/// ids: never to the order of a split.
/// </summary>
public sealed class FromFileNoise(FromFileOptions options) : ILabelNoise
{
    /// <inheritdoc/>
    public bool AreCorrections => options.AreCorrections;

    /// <inheritdoc/>
    /// <exception cref="DataFileException">
    /// The file cannot be read, a label is no class, or it does not have one for every training example.
    /// </exception>
    public long[] Corrupt(NoiseRequest request)
    {
        var path = request.Resolve(options.Path);
        var lines = DataFile.ReadLines(path);
        var reader = new LabelReader(path, request.ClassNames);
        var source = request.Examples.Source;
        if (lines.Count > 0 && LabelsById.IsTable(lines[0])) return LabelsById.Read(path, options.Column, reader).Of(source.Ids);
        var labels = reader.Read(lines);
        if (labels.Length != source.Count)
            throw new DataFileException(
                path, null,
                $"{labels.Length} labels, and the source of the data has {source.Count} rows: one line is needed for each, also for those "
                    + $"that test; or a CSV file with the columns id and {options.Column}.");
        return [.. source.Rows.Select(row => labels[row])];
    }
}
