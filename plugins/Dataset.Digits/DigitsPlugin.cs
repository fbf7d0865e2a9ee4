using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.DatasetDigits;

/// <summary>Registers the data set <c>digits</c>.</summary>
public sealed class DigitsPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IComponentRegistry components) =>
        components.AddDataset<DigitsLoader, DigitsOptions>(
            "digits", "UCI handwritten digits: 1,797 images of 8x8 pixels, 10 classes. Comes with the plugin.");
}
