using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.DatasetNumPy;

/// <summary>Registers the data set <c>numpy</c>.</summary>
public sealed class NumPyPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IComponentRegistry components) => components.AddDataset<NumPyLoader, NumPyOptions>(
        "numpy", "Arrays that NumPy has saved: an .npz file with inputs and labels, or .npy files of both.");
}
