using SamHost.Contracts.Data;

namespace SamHost.Plugins.DatasetFashionMnist;

/// <summary>
/// MNIST (LeCun, Cortes, Burges 1998) and what has its form, such as KMNIST, as <see cref="IdxDataset"/> reads it: it is nowhere that the
/// program could fetch it from, so the four files are the user's.
/// </summary>
public sealed class MnistLoader(MnistOptions options) : IDatasetLoader
{
    /// <inheritdoc/>
    public Dataset Load(DatasetRequest request)
    {
        var folder = request.Resolve(options.Folder);
        if (!Directory.Exists(folder))
            throw new DataFileException(
                folder, null, $"there is no such folder; put {string.Join(", ", FashionMnistSource.Files)} there, plain or as .gz, or set "
                    + "Folder");
        return IdxDataset.Load(folder, options.Classes, options.TrainCount, options.TestCount, request.Seed);
    }
}
