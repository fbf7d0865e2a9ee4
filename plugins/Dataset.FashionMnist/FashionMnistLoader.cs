using SamHost.Contracts.Data;

namespace SamHost.Plugins.DatasetFashionMnist;

/// <summary>Fashion-MNIST (Xiao, Rasul, Vollgraf 2017, arXiv 1708.07747), as <see cref="IdxDataset"/> reads it.</summary>
public sealed class FashionMnistLoader(FashionMnistOptions options) : IDatasetLoader
{
    private static readonly string[] ClassNames =
        ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];

    /// <inheritdoc/>
    public Dataset Load(DatasetRequest request) => IdxDataset.Load(
        FashionMnistFolder.Find(options.Folder, request), ClassNames, options.TrainCount, options.TestCount, request.Seed);
}
