using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.DatasetFashionMnist;

/// <summary>Registers the data set <c>fashion-mnist</c>.</summary>
public sealed class FashionMnistPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IComponentRegistry components)
    {
        components.AddDataset<FashionMnistLoader, FashionMnistOptions>(
            "fashion-mnist", "Fashion-MNIST: 60,000 + 10,000 grey images of 28x28 pixels, 10 classes. From a folder of IDX files.");
        components.AddDataSource(FashionMnistSource.Create());
    }
}
