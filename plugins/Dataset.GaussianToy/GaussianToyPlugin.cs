using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.DatasetGaussianToy;

/// <summary>Registers the data set <c>gaussian-toy</c>.</summary>
public sealed class GaussianToyPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IComponentRegistry components) =>
        components.AddDataset<GaussianToyLoader, GaussianToyOptions>(
            "gaussian-toy", "Two classes told apart by one coordinate among many of Gaussian noise; drawn from the run's seed.");
}
