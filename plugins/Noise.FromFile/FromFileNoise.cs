using SamHost.Contracts.Data;

namespace SamHost.Plugins.NoiseFromFile;

/// <summary>
/// The noisy labels of a file, such as the human re-annotations of Wei et al., "Learning with Noisy Labels Revisited: A Study Using
/// Real-World Human Annotations", ICLR 2022 (arXiv 2110.12088; CIFAR-10N), written as text.
/// </summary>
public sealed class FromFileNoise(FromFileOptions options) : ILabelNoise
{
    /// <inheritdoc/>
    /// <exception cref="DataFileException">
    /// The file cannot be read, a line is no class, or the number of labels is not that of the training examples.
    /// </exception>
    public long[] Corrupt(NoiseRequest request)
    {
        var path = request.Resolve(options.Path);
        var labels = new LabelReader(path, request.ClassNames).Read(DataFile.ReadLines(path));
        if (labels.Length != request.Labels.Count)
            throw new DataFileException(
                path, null,
                $"{labels.Length} labels, and there are {request.Labels.Count} training examples: one line is needed for each.");
        return labels;
    }
}
