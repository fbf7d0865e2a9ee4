using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.DatasetFashionMnist;

/// <summary>Registers the data sets <c>fashion-mnist</c> and <c>mnist</c>.</summary>
public sealed class FashionMnistPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IComponentRegistry components)
    {
        components.AddDataset<FashionMnistLoader, FashionMnistOptions>(
            "fashion-mnist", "Fashion-MNIST: 60,000 + 10,000 grey images of 28x28 pixels, 10 classes. From a folder of IDX files.");
        components.AddDataset<MnistLoader, MnistOptions>(
            "mnist", "MNIST, or what has its form: grey images of 28x28 pixels. From a folder of IDX files of your own.");
        components.AddDataSource(FashionMnistSource.Create());
    }
}
