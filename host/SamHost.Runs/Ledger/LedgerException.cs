namespace SamHost.Runs.Ledger;

/// <summary>The ledger cannot be used: a sentence that names the file and says what would be right.</summary>
public sealed class LedgerException(string message) : Exception(message)
{
    /// <summary>Whether what is there is no ledger, or none any more.</summary>
    public bool IsDamaged { get; init; }
}
