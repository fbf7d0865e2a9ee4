using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.DatasetCsv;

/// <summary>Registers the data set <c>csv</c>.</summary>
public sealed class CsvPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IComponentRegistry components) =>
        components.AddDataset<CsvLoader, CsvOptions>(
            "csv", "Any table of numbers with a label column, from a CSV file (plain or .gz), split at random or with a test file.");
}
