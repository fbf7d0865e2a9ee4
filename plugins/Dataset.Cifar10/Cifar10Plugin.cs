using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.DatasetCifar10;

/// <summary>Registers the data set <c>cifar10</c>.</summary>
public sealed class Cifar10Plugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IComponentRegistry components)
    {
        components.AddDataset<Cifar10Loader, Cifar10Options>(
            "cifar10", "CIFAR-10: 50,000 + 10,000 colour images of 32x32 pixels, 10 classes. From a folder in the official binary layout.");
        components.AddDataSource(Cifar10Source.Create());
    }
}
