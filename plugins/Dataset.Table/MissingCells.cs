namespace SamHost.Plugins.DatasetTable;

/// <summary>What becomes of cells that are missing.</summary>
public enum MissingCells
{
    /// <summary>They are an error, which counts them by column.</summary>
    Refuse,

    /// <summary>Rows with one are left out.</summary>
    Drop,

    /// <summary>
    /// A number is the median of the training rows, a text no category; an additional feature for each column with missing cells says
    /// where.
    /// </summary>
    Impute,
}
