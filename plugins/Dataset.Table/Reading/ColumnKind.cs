namespace SamHost.Plugins.DatasetTable.Reading;

/// <summary>What the cells of a column are.</summary>
internal enum ColumnKind
{
    Number,

    /// <summary>Text, or truth values.</summary>
    Text,

    /// <summary>A date or a time.</summary>
    Date,

    /// <summary>A list, a structure, bytes.</summary>
    Other,
}
