using SamHost.Contracts.Data;

namespace SamHost.Plugins.DatasetTable.Reading;

/// <summary>A cell is of another type than the rows that were looked at to tell the type of its column.</summary>
internal sealed class UnexpectedCellException(string path, string? location, string cell)
    : Exception($"'{Shown.Of(cell)}' is not of the type of its column")
{
    internal DataFileException AsError() => new(path, location, Message);
}
