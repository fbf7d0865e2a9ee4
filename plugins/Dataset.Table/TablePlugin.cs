using SamHost.Contracts.Plugins;

namespace SamHost.Plugins.DatasetTable;

/// <summary>Registers the data sets <c>table</c> and <c>csv</c>.</summary>
public sealed class TablePlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IComponentRegistry components)
    {
        components.AddDataset<TableLoader, TableOptions>(
            "table",
            "Any table with a label column: CSV or TSV of any dialect, Parquet, JSON, ARFF, LIBSVM, packed or in several files, or an SQL "
                + "query; numbers, text and missing cells.");
        components.AddDataset<CsvLoader, CsvOptions>(
            "csv", "A table of numbers with a label column, from a CSV file, split at random or with a test file; table reads more.");
    }
}
