using SamHost.Contracts.Data;

namespace SamHost.Plugins.DatasetTable.Reading;

/// <summary>A text file is not in the encoding that it was read in.</summary>
internal sealed class NotUtf8Exception(string path, string? location) : Exception("the text is not in UTF-8: say its Encoding")
{
    internal DataFileException AsError() => new(path, location, Message);
}
