using System.Text.Json.Nodes;
using SamHost.Contracts.Data;

namespace SamHost.Plugins.DatasetTable;

/// <summary>
/// The data set <c>csv</c>: <c>table</c> with fewer options and a split that does not look at the classes, as its first version had it.
/// </summary>
public sealed class CsvLoader(CsvOptions options) : IDatasetLoader, IUnlabelledLoader, IRelabelledWriter
{
    /// <inheritdoc/>
    public Dataset Load(DatasetRequest request) => Table().Load(request);

    /// <inheritdoc/>
    public UnlabelledExamples LoadUnlabelled(UnlabelledRequest request) => Table().LoadUnlabelled(request);

    /// <inheritdoc/>
    public IReadOnlyList<string> WrittenEndings => Table().WrittenEndings;

    /// <inheritdoc/>
    public JsonObject WriteRelabelled(RelabelRequest request) => Table().WriteRelabelled(request);

    private TableLoader Table() => new(
        new TableOptions
        {
            Path = options.Path,
            TestPath = options.TestPath,
            TestFraction = options.TestFraction,
            Separator = options.Separator,
            HasHeader = options.HasHeader,
            Label = options.LabelColumn,
            Standardize = options.Standardize,
            Stratify = false,
        },
        labelOption: nameof(CsvOptions.LabelColumn));
}
