namespace SamHost.Ledger;

/// <summary>The ledger as whoever makes runs sees it: an index of their folders, which never fails a run. That it cannot be written is said once.</summary>
/// <param name="outputDirectory">The folder of all results.</param>
/// <param name="note">Hears what went wrong.</param>
public sealed class RunLedger(string outputDirectory, Action<string> note)
{
    private bool _isGivenUp;

    /// <summary>Writes what a run's folder says. A folder without the documents of a run has no row.</summary>
    public void Index(string folder)
    {
        // Each try may wait for whoever locks it; after one that was in vain all of them would be late.
        if (_isGivenUp || LedgerRow.Read(outputDirectory, folder) is not { } row) return;
        try
        {
            using var file = LedgerFile.Open(Path.Combine(outputDirectory, LedgerFile.Name));
            file.Write(row);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            _isGivenUp = true;
            note($"The ledger gets no more rows: {e.Message} The runs are not concerned.");
        }
    }
}
