namespace SamHost.Runs.Exporting;

/// <summary>A table that is written a block at a time, so that it may be larger than memory.</summary>
public interface ITableFile : IDisposable
{
    /// <summary>Writes some rows.</summary>
    /// <param name="columns">The same columns, of the same types, in every block.</param>
    void Write(IReadOnlyList<ExportColumn> columns);
}
