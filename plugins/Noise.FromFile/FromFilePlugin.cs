using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.NoiseFromFile;

/// <summary>A noise model that reads its labels.</summary>
public sealed class FromFilePlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IComponentRegistry components)
    {
        components.AddNoise<FromFileNoise, FromFileOptions>(
            "from-file", "Labels are read from a text file, one a line, such as human re-annotations.");
        components.AddDataSource(Cifar10NSource.Create());
    }
}
